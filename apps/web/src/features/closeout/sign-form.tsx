import { Blockquote, Fieldset, PasswordInput, Stack, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { signatureMeanings } from '#contracts/closeout';
import { ProblemError } from '#web/api';
import { useMe } from '#web/session';
import { texts as shared } from '#web/texts';
import { DialogForm, useStillThere } from '#web/ui';
import { signing as texts } from '../../texts/en/signing';

/**
 * A deed that is signed: whatever it needs (`children`), then who signs, what the signature means (21 CFR 11.50) and the
 * password once more (11.200). A wrong one is said at its field; nothing that was typed is lost.
 */
export function SignForm({
  act,
  confirm,
  canSign = true,
  onSign,
  onCancel,
  children,
}: {
  act: keyof typeof signatureMeanings;
  confirm: string;
  canSign?: boolean;
  /** rejects when it was refused */
  onSign: (password: string) => Promise<unknown>;
  onCancel: () => void;
  children?: ReactNode;
}) {
  const me = useMe();
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const stillThere = useStillThere();
  const refuse = (why: string) => {
    setWrong(why);
    setTimeout(() => field.current?.focus());
  };
  const sign = async () => {
    if (password === '') return refuse(texts.passwordMissing);
    setWrong(null);
    try {
      await onSign(password);
    } catch (caught) {
      const atField = caught instanceof ProblemError && caught.code === 'signature.password-wrong';
      if (!atField || !stillThere()) throw caught;
      setPassword('');
      refuse(caught.message);
    }
  };
  return (
    <DialogForm confirm={confirm} canConfirm={canSign} onConfirm={sign} onCancel={onCancel}>
      {children}
      <Fieldset legend={texts.legend}>
        <Stack gap="sm">
          <Text size="sm">{texts.as(me.name, shared.roles[me.role] ?? me.role)}</Text>
          <Blockquote p="sm" m={0} aria-label={texts.means}>
            <Text size="sm">{signatureMeanings[act]}</Text>
          </Blockquote>
          <PasswordInput
            ref={field}
            label={texts.password}
            description={texts.passwordHint}
            required
            autoComplete="current-password"
            maxLength={200}
            value={password}
            error={wrong}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
              setWrong(null);
            }}
          />
        </Stack>
      </Fieldset>
    </DialogForm>
  );
}
