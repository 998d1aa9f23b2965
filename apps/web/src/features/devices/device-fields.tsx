import { Fieldset, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { deviceStatuses } from '#contracts/fleet';
import { SiteSelect } from '#web/features/sites';
import { devices as texts, factLabels, statusLabels } from '../../texts/en/devices';
import { type DeviceField, type DeviceValues } from './device-form';
import { LocationSelect } from './devices-filters';

/** The record of a pump as fields of a form, for a new one and for a change. */
export function DeviceFields({ form }: { form: UseFormReturnType<DeviceValues> }) {
  const field = (name: DeviceField) => ({ label: factLabels[name] ?? name, ...form.getInputProps(name) });
  const { siteId, locationId } = form.values;
  return (
    <>
      <Fieldset variant="unstyled" legend={<Legend>{texts.identity}</Legend>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs" pt={4}>
          <TextInput {...field('assetTag')} description={texts.identityHint} data-autofocus />
          <TextInput {...field('serialNumber')} description={texts.identityHint} />
          <TextInput {...field('udiDi')} description={texts.udiHint} />
          <TextInput {...field('productCode')} description={texts.codeHint} />
        </SimpleGrid>
      </Fieldset>
      <Fieldset variant="unstyled" legend={<Legend>{texts.where}</Legend>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs" pt={4}>
          <SiteSelect
            {...field('siteId')}
            value={siteId === '' ? null : siteId}
            onChange={(site) => form.setValues({ siteId: site ?? '', locationId: '' })}
            clearable={false}
            limit={200}
            withAsterisk
          />
          <LocationSelect
            key={siteId}
            site={siteId}
            label={factLabels['locationId'] ?? ''}
            placeholder={texts.noLocation}
            value={locationId}
            onChange={(id) => form.setFieldValue('locationId', id)}
            error={form.errors['locationId'] as string | undefined}
            disabled={siteId === ''}
          />
          <NativeSelect
            {...field('status')}
            data={deviceStatuses.map((value) => ({ value, label: statusLabels[value] }))}
          />
        </SimpleGrid>
      </Fieldset>
      <Fieldset variant="unstyled" legend={<Legend>{texts.what}</Legend>}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs" pt={4}>
          <TextInput {...field('manufacturer')} />
          <TextInput {...field('model')} />
          <TextInput {...field('softwareVersion')} />
          <TextInput {...field('supplyChannel')} description={texts.channelHint} />
          <TextInput {...field('manufacturedOn')} type="date" />
          <TextInput {...field('receivedOn')} type="date" />
        </SimpleGrid>
      </Fieldset>
    </>
  );
}

const Legend = ({ children }: { children: string }) => (
  <Text span fw={650}>
    {children}
  </Text>
);
