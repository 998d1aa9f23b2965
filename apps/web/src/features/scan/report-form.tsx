import { Alert, Button, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { schemaResolver, useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page } from '#contracts/common';
import { CreateDevice, type DeviceDetail, type LocationView } from '#contracts/fleet';
import { type ScanAnswer } from '#contracts/scan';
import { ProblemError, request } from '#web/api';
import { offlineRuntime, type OutboxItem, outboxView, untilOutbox } from '#web/offline';
import { useMe } from '#web/session';
import { LinkButton, tellFailure } from '#web/ui';
import { scan as texts } from '../../texts/en/scan';

const FIELDS = [
  'assetTag',
  'serialNumber',
  'udiDi',
  'productCode',
  'manufacturer',
  'model',
  'manufacturedOn',
] as const;
type Values = Record<(typeof FIELDS)[number], string> & { siteId: string; locationId: string | null };

const given = (values: Values): CreateDevice =>
  ({
    ...Object.fromEntries(
      FIELDS.map((name) => [name, values[name].trim() === '' ? null : values[name].trim()]),
    ),
    siteId: values.siteId,
    locationId: values.locationId,
    status: 'unknown',
    reported: true,
  }) as CreateDevice;

/** A pump that was found and has no record: what its label says, and where it stands. Somebody looks at it later. */
export function ReportForm({ code, suggestion }: { code: string; suggestion: ScanAnswer['suggestion'] }) {
  const me = useMe();
  const [sent, setSent] = useState<OutboxItem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm<Values>({
    initialValues: {
      assetTag: '',
      serialNumber: suggestion?.serialNumber ?? (suggestion === null ? code.slice(0, 100) : ''),
      udiDi: suggestion?.udiDi ?? '',
      productCode: suggestion?.productCode ?? '',
      manufacturer: suggestion?.manufacturer ?? '',
      model: suggestion?.model ?? '',
      manufacturedOn: suggestion?.manufacturedOn ?? '',
      siteId: me.homeSiteId ?? (me.sites.length === 1 ? (me.sites[0]?.id ?? '') : ''),
      locationId: null,
    },
    validate: (values) =>
      ({
        ...schemaResolver(CreateDevice, { sync: true })(given(values)),
        ...(values.siteId === '' ? { siteId: texts.siteMissing } : {}),
      }) as Record<string, string>,
  });
  const { siteId } = form.values;
  const places = useQuery({
    queryKey: ['locations', siteId],
    enabled: siteId !== '',
    queryFn: ({ signal }) =>
      request<Page<LocationView>>('GET', 'locations', { query: { site: siteId, limit: 500 }, signal }),
  });
  const submit = async (values: Values): Promise<void> => {
    setBusy(true);
    try {
      const { addWork } = await offlineRuntime();
      const { id } = await addWork(me, { kind: 'report', body: given(values) });
      const now = (): OutboxItem | undefined => outboxView().items.find((item) => item.id === id);
      await untilOutbox(
        () => now()?.state === 'done' || now()?.state === 'refused' || (now()?.tries ?? 0) > 1,
        4000,
      );
      const item = now();
      if (item?.state === 'refused') {
        // told here, where it can be mended: the report itself is not kept as work
        const { discard } = await offlineRuntime();
        const { refusal } = item;
        await discard(item);
        form.setErrors(
          Object.fromEntries((refusal?.errors ?? []).map(({ path, message }) => [path, message])),
        );
        tellFailure(new ProblemError(refusal?.status ?? 0, { ...refusal }));
      } else setSent(item ?? null);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  if (sent !== null) {
    const device = sent.state === 'done' ? (sent.answer as DeviceDetail) : null;
    return (
      <Alert role="status" color="green" variant="outline" title={texts.reportedTitle}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{device === null ? texts.reportKept : texts.reported}</Text>
          {device !== null && (
            <LinkButton to="/devices/$deviceId" params={{ deviceId: device.id }} variant="default" size="sm">
              {texts.openRecord}
            </LinkButton>
          )}
        </Stack>
      </Alert>
    );
  }
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} noValidate aria-label={texts.report}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {FIELDS.map((name) => (
            <TextInput
              key={name}
              label={texts.fields[name]}
              type={name === 'manufacturedOn' ? 'date' : 'text'}
              autoComplete="off"
              {...form.getInputProps(name)}
            />
          ))}
          <Select
            label={texts.fields.siteId}
            required
            searchable
            data={me.sites.map(({ id, name }) => ({ value: id, label: name }))}
            value={siteId === '' ? null : siteId}
            error={form.errors['siteId']}
            onChange={(value) => form.setValues({ siteId: value ?? '', locationId: null })}
          />
          <Select
            label={texts.fields.locationId}
            searchable
            clearable
            data={(places.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('locationId')}
          />
        </SimpleGrid>
        <Button type="submit" size="md" loading={busy}>
          {texts.sendReport}
        </Button>
      </Stack>
    </form>
  );
}
