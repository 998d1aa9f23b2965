import { Button, FileButton, Group, Image, Input, Stack, Text } from '@mantine/core';
import { Camera, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { newKey } from '#web/api';
import { task as texts } from '../../texts/en/task';
import { type Picture, shrink } from './photo';

/** Takes a photograph with the phone's camera, or picks one where there is none, and makes it small enough to send. */
export function useTaking(field: string | null, onTaken: (picture: Picture) => void) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const take = async (file: File | null): Promise<void> => {
    if (file === null) return;
    setBusy(true);
    setFailed(false);
    try {
      const content = await shrink(file);
      onTaken({ localId: newKey(), content, field, url: URL.createObjectURL(content) });
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return { take: (file: File | null) => void take(file), busy, failed };
}

/** The photograph of a field. */
export function PhotoButton({
  label,
  required,
  field,
  picture,
  error,
  onPicture,
}: {
  label: string;
  required: boolean;
  field: string;
  picture: Picture | undefined;
  error: string | undefined;
  onPicture: (picture: Picture | null) => void;
}) {
  const { take, busy, failed } = useTaking(field, onPicture);
  const wrong = failed ? texts.notAPicture : error;
  return (
    <Input.Wrapper label={label} required={required} error={wrong} labelElement="div">
      <Stack gap="xs" mt={4}>
        {picture !== undefined && <Shown picture={picture} alt={label} onRemove={() => onPicture(null)} />}
        <FileButton accept="image/*" capture="environment" onChange={take}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="md"
              loading={busy}
              leftSection={<Camera size={18} aria-hidden />}
              w="fit-content"
              aria-label={`${picture === undefined ? texts.takePhoto : texts.takeAnother}: ${label}`}
              {...(wrong ? { 'aria-invalid': true } : {})}
            >
              {picture === undefined ? texts.takePhoto : texts.takeAnother}
            </Button>
          )}
        </FileButton>
      </Stack>
    </Input.Wrapper>
  );
}

/** Photographs that no field asks for. */
export function ExtraPhotos({
  pictures,
  onChange,
}: {
  pictures: readonly Picture[];
  onChange: (pictures: Picture[]) => void;
}) {
  const { take, busy, failed } = useTaking(null, (picture) => onChange([...pictures, picture]));
  return (
    <Stack gap="xs">
      {pictures.map((picture, n) => (
        <Shown
          key={picture.localId}
          picture={picture}
          alt={texts.photoNumber(n + 1)}
          onRemove={() => onChange(pictures.filter(({ localId }) => localId !== picture.localId))}
        />
      ))}
      <FileButton accept="image/*" capture="environment" onChange={take}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            loading={busy}
            leftSection={<Camera size={18} aria-hidden />}
            w="fit-content"
          >
            {texts.addPhoto}
          </Button>
        )}
      </FileButton>
      {failed && (
        <Text role="alert" size="sm" c="var(--app-late)">
          {texts.notAPicture}
        </Text>
      )}
    </Stack>
  );
}

function Shown({ picture, alt, onRemove }: { picture: Picture; alt: string; onRemove: () => void }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <Image src={picture.url} alt={alt} w={96} h={96} radius="sm" fit="cover" />
      <Button variant="default" size="sm" leftSection={<Trash2 size={16} aria-hidden />} onClick={onRemove}>
        {texts.removePhoto}
      </Button>
    </Group>
  );
}
