import { Group, Stack, Text } from '@mantine/core';
import { useMay } from '#web/session';
import { ConfirmButton, formatMoment } from '#web/ui';
import { notices as texts } from '../../texts/en/notices';
import { type AffectedProduct, useTakeBackCode } from './notices.queries';

/** Codes that a person decided to be meant by the notice, each with who, when and instead of what. */
export function AddedCodes({ noticeId, product }: { noticeId: string; product: AffectedProduct }) {
  const takeBack = useTakeBackCode(noticeId);
  const may = useMay();
  if (product.addedCodes.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {texts.added}
      </Text>
      {product.addedCodes.map(({ id, productCode, udiDi, insteadOf, addedBy, addedAt }) => {
        const code = productCode ?? udiDi ?? '';
        return (
          <Group key={id} gap="sm" justify="space-between">
            <div>
              <Text size="sm">{insteadOf === null ? code : texts.addedInstead(code, insteadOf)}</Text>
              <Text size="xs" c="dimmed">
                {texts.addedBy(addedBy.name, formatMoment(addedAt))}
              </Text>
            </div>
            {may('notice.write') && (
              <ConfirmButton
                data-dialog="code-take-back"
                variant="default"
                size="xs"
                label={
                  <>
                    {texts.takeBack} {code}
                  </>
                }
                title={texts.takeBackTitle}
                question={texts.takeBackText(code)}
                confirm={texts.takeBack}
                onConfirm={() => takeBack.mutateAsync({ position: product.position, codeId: id })}
              />
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
