import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeviceDetail } from '#contracts/fleet';
import { ProblemError, request } from '#web/api';
import { texts as shared } from '#web/texts';
import { tellDone, useIntentKey } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import { DeviceFields } from './device-fields';
import { changesOf, type DeviceValues, faultsOf, mergeStale, valuesOf } from './device-form';
import { deviceName } from './device-name';
import { DeviceRefusal, showFieldErrors } from './device-refusal';
import { deviceQuery, DEVICES } from './devices.queries';
import { StaleDevice } from './stale-device';

/** Changes the record. When somebody else did so in between, both are shown field by field and nothing is lost. */
export function EditDevice({
  device,
  opened,
  onClose,
}: {
  device: DeviceDetail;
  opened: boolean;
  onClose: () => void;
}) {
  const small = useMediaQuery('(max-width: 36em)', false, { getInitialValueInEffect: false });
  return (
    <Modal
      data-dialog="device-edit"
      opened={opened}
      onClose={onClose}
      title={texts.editTitle}
      size="lg"
      fullScreen={small}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {opened && <EditForm device={device} onClose={onClose} />}
    </Modal>
  );
}

function EditForm({ device, onClose }: { device: DeviceDetail; onClose: () => void }) {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  /** what the changes are counted from: as it was opened, or as somebody else left it */
  const [seen, setSeen] = useState(device);
  /** as it is now, while a person decides between it and their own */
  const [stale, setStale] = useState<DeviceDetail | null>(null);
  const form = useForm<DeviceValues>({
    initialValues: valuesOf(device),
    validate: (values) => faultsOf(values, valuesOf(seen)),
  });
  const finish = (now: DeviceDetail) => {
    queries.setQueryData(deviceQuery(now.id).queryKey, now);
    void queries.invalidateQueries({ queryKey: DEVICES });
    onClose();
  };
  const save = useMutation({
    mutationFn: ({ base, values }: { base: DeviceDetail; values: DeviceValues }) => {
      const changes = changesOf(valuesOf(base), values);
      if (changes === null) return Promise.resolve(base);
      const body = { ...changes, version: base.version };
      return request<DeviceDetail>('PATCH', `devices/${device.id}`, { body, idempotencyKey: keyOf(body) });
    },
    onSuccess: (now, { base }) => {
      done();
      tellDone(now.version === base.version ? texts.unchanged : texts.changed(deviceName(now)));
      finish(now);
    },
    onError: (error) => {
      const now = error instanceof ProblemError ? error.extra['device'] : undefined;
      if (error instanceof ProblemError && error.code === 'device.stale' && now !== undefined)
        setStale(now as DeviceDetail);
      else showFieldErrors(form, error);
    },
  });
  if (stale !== null) {
    return (
      <StaleDevice
        {...mergeStale(valuesOf(seen), form.values, valuesOf(stale))}
        seen={seen}
        now={stale}
        busy={save.isPending}
        onChosen={(values) => {
          setSeen(stale);
          form.setValues(values);
          setStale(null);
          save.mutate({ base: stale, values });
        }}
        onBack={onClose}
      />
    );
  }
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate({ base: seen, values }))} noValidate>
      <Stack>
        <DeviceFields form={form} />
        {save.error !== null && <DeviceRefusal error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
