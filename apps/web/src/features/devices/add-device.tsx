import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { DeviceDetail } from '#contracts/fleet';
import { request } from '#web/api';
import { useMe } from '#web/session';
import { texts as shared } from '#web/texts';
import { tellDone, useIntentKey } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import { DeviceFields } from './device-fields';
import { type DeviceValues, emptyDevice, faultsOf, newDevice } from './device-form';
import { deviceName } from './device-name';
import { DeviceRefusal, showFieldErrors } from './device-refusal';
import { looksScanned } from './device-search';
import { DEVICES } from './devices.queries';

/** A pump that no file brought in. `typed`: what was looked for in vain begins the form. */
export function AddDevice({
  opened,
  onClose,
  typed,
}: {
  opened: boolean;
  onClose: () => void;
  typed: string;
}) {
  const me = useMe();
  const small = useMediaQuery('(max-width: 36em)', false, { getInitialValueInEffect: false });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { keyOf, done } = useIntentKey();
  const form = useForm<DeviceValues>({
    initialValues: emptyDevice(''),
    validate: (values) => faultsOf(values, null),
  });
  const { setInitialValues, reset } = form;
  useEffect(() => {
    if (!opened) return;
    const site = me.homeSiteId ?? (me.sites.length === 1 ? me.sites[0]?.id : undefined) ?? '';
    setInitialValues({ ...emptyDevice(site), [looksScanned(typed) ? 'udiDi' : 'assetTag']: typed });
    reset();
    // the form begins anew when it is opened, not while it is filled in
    // oxlint-disable-next-line react/exhaustive-deps
  }, [opened]);
  const save = useMutation({
    mutationFn: (values: DeviceValues) => {
      const body = newDevice(values);
      return request<DeviceDetail>('POST', 'devices', { body, idempotencyKey: keyOf(body) });
    },
    onSuccess: async (device) => {
      done();
      tellDone(texts.added(deviceName(device)));
      onClose();
      void queries.invalidateQueries({ queryKey: DEVICES });
      await navigate({ to: '/devices/$deviceId', params: { deviceId: device.id } });
    },
    onError: (error) => showFieldErrors(form, error),
  });
  const { reset: forget } = save;
  useEffect(forget, [opened, forget]);
  return (
    <Modal
      data-dialog="device-add"
      opened={opened}
      onClose={onClose}
      title={texts.addTitle}
      size="lg"
      fullScreen={small}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <DeviceFields form={form} />
          {save.error !== null && <DeviceRefusal error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shared.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {texts.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
