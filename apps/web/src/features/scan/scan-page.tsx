import { Button, FileButton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ImageUp } from 'lucide-react';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { mineQuery } from '#web/offline';
import { useMe } from '#web/session';
import { Failure, Loading, Page, useWedge } from '#web/ui';
import { scan as texts } from '../../texts/en/scan';
import { taskQuery } from '#web/features/tasks';
import { CameraView } from './camera-view';
import { type Found, lookUp } from './look-up';
import { ScanAnswerView } from './scan-answer';

/** Ends a value of variable length in a GS1 barcode. */
const GS = '\u001d';

/** From a barcode, a plugged-in scanner, a picture or a typed number to the pump and what is to be done on it. */
export function ScanPage() {
  const { code, task } = useSearch({ from: '/signed-in/scan' });
  const me = useMe();
  const navigate = useNavigate({ from: '/scan' });
  const queries = useQueryClient();
  const mine = useQuery(mineQuery(me));
  const forTask = useQuery({ ...taskQuery(task ?? ''), enabled: task !== undefined, retry: false });
  const known = mine.data?.tasks.find(({ id }) => id === task) ?? forTask.data;
  const [typed, setTyped] = useState('');
  const [unread, setUnread] = useState(false);
  const scanning = useRef<AbortController | null>(null);
  const look = useMutation({
    mutationFn: async (given: string): Promise<Found> => {
      scanning.current?.abort();
      scanning.current = new AbortController();
      // without a network the pumps on this phone are asked: they may still be on their way from the store
      const kept = mine.data ?? (await queries.ensureQueryData(mineQuery(me)).catch(() => undefined));
      return lookUp(given, task, kept, scanning.current.signal);
    },
    onSuccess: (found) => {
      const [only] = found.devices;
      if (found.expected === false) return navigator.vibrate?.([300, 100, 300, 100, 300]);
      navigator.vibrate?.(80);
      const opens = found.devices.length === 1 && !found.more && !differs(found);
      if (only !== undefined && opens) {
        void navigate({
          to: '/work/$deviceId',
          params: { deviceId: only.id },
          search: task === undefined ? {} : { task, matched: 'yes' as const },
        });
      }
    },
  });
  const { mutate, isPending, data, error, reset } = look;
  const scanned = useCallback(
    (given: string, typedIn = '') => {
      setUnread(false);
      // what was typed stays, to be mended where it fits no pump; a scanner's code is no beginning of that
      setTyped(typedIn);
      // in the address: Back from the pump comes to the same answer, and a reload asks again
      void navigate({ search: (before) => ({ ...before, code: given }), replace: true });
      mutate(given);
    },
    [mutate, navigate],
  );
  const first = useRef(true);
  useEffect(() => {
    // a code that came with the address, from another page's scanner
    if (first.current && code !== undefined) mutate(code);
    first.current = false;
  }, [code, mutate]);
  useWedge((given) => scanned(given));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() !== '') scanned(typed.trim(), typed);
  };
  const picture = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setUnread(false);
    const { readPicture } = await import('./decode');
    const [found] = await readPicture(file, true).catch(() => []);
    if (found === undefined) setUnread(true);
    else scanned(found);
  };
  const lastSeen = useRef('');
  const seen = (given: string): void => {
    // the camera sees the same code many times a second
    if (given === lastSeen.current || isPending) return;
    lastSeen.current = given;
    scanned(given);
  };
  const again = (): void => {
    lastSeen.current = '';
    setTyped('');
    reset();
    void navigate({
      search: ({ task: still }) => (still === undefined ? {} : { task: still }),
      replace: true,
    });
  };
  return (
    <Page
      title={texts.title}
      size={640}
      subtitle={
        known === undefined
          ? texts.subtitle
          : texts.forTask(known.title, known.device?.assetTag ?? known.device?.serialNumber ?? '')
      }
    >
      <div aria-live="polite">{isPending && <Loading />}</div>
      {error !== null && (
        <Failure error={error} {...(code === undefined ? {} : { onRetry: () => mutate(code) })} />
      )}
      {data !== undefined && !isPending && (
        <ScanAnswerView found={data} task={known} onAgain={again} onCode={(tag) => scanned(tag, tag)} />
      )}
      <Stack gap="md">
        <CameraView onCode={seen} />
        <form onSubmit={submit}>
          <Stack gap="xs">
            <TextInput
              label={texts.typed}
              description={texts.typedHint}
              size="md"
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={500}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onKeyDown={(event) => {
                // a plugged-in scanner types the separator of a GS1 barcode as Ctrl+], which a field would swallow
                if (!event.ctrlKey || event.key !== ']') return;
                event.preventDefault();
                const { value, selectionStart, selectionEnd } = event.currentTarget;
                const [from, to] = [selectionStart ?? value.length, selectionEnd ?? value.length];
                setTyped(`${value.slice(0, from)}${GS}${value.slice(to)}`);
              }}
            />
            <Button type="submit" size="md" variant="default" disabled={typed.trim() === ''}>
              {texts.find}
            </Button>
          </Stack>
        </form>
        <FileButton accept="image/*" onChange={(file) => void picture(file)}>
          {(props) => (
            <Button {...props} variant="subtle" leftSection={<ImageUp size={18} aria-hidden />}>
              {texts.picture}
            </Button>
          )}
        </FileButton>
        {unread && (
          <Text role="alert" fw={600}>
            {texts.unread}
          </Text>
        )}
      </Stack>
    </Page>
  );
}

/** A serial number with another UDI-DI than the record's may be another pump: a person looks first. */
const differs = ({ suggestion }: Found): boolean => suggestion !== null;
