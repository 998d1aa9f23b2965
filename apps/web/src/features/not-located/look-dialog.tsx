import { Button, Checkbox, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { NotLocatedItem } from '#contracts/searches';
import { faultsByField } from '#web/api';
import { locationsQuery, SiteSelect } from '#web/features/sites';
import { texts as shared } from '#web/texts';
import { Failure, tellDone } from '#web/ui';
import { notLocated as texts } from '../../texts/en/not-located';
import { useRecordSearch } from './not-located.queries';
import type { Standing } from './standing';

export interface Looking {
  item: NotLocatedItem;
  standing: Standing;
  found: boolean;
}

/** Where a pump was looked for, or is. What was found leads on to its tasks. */
export function LookDialog({ looking, onClose }: { looking: Looking | null; onClose: () => void }) {
  const name = looking === null ? '' : nameOf(looking.item);
  return (
    <Modal
      data-dialog="not-located-look"
      opened={looking !== null}
      onClose={onClose}
      title={looking?.found ? texts.foundTitle(name) : texts.moreTitle(name)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {looking !== null && <LookForm looking={looking} onClose={onClose} />}
    </Modal>
  );
}

const nameOf = ({ device }: NotLocatedItem) => device.assetTag ?? device.serialNumber ?? device.id;

function LookForm({
  looking: { item, standing, found },
  onClose,
}: {
  looking: Looking;
  onClose: () => void;
}) {
  const record = useRecordSearch();
  const navigate = useNavigate();
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    initialValues: {
      siteId: standing.siteId,
      locationId: standing.locationId,
      place: '',
      note: '',
      circleDone: false,
    },
  });
  const { siteId, locationId } = form.values;
  const locations = useQuery({ ...locationsQuery(siteId ?? ''), enabled: siteId !== null });
  const send = form.onSubmit(async ({ place, note, circleDone }) => {
    setFailure(null);
    try {
      await record.mutateAsync({
        deviceId: item.device.id,
        found,
        ...(siteId === null ? {} : { siteId }),
        ...(locationId === null ? {} : { locationId }),
        ...(place.trim() === '' ? {} : { place: place.trim() }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
        ...(!found && circleDone ? { circle: item.circle, circleDone } : {}),
      });
    } catch (error) {
      const faults = faultsByField(error);
      if (faults !== null) form.setErrors(faults);
      else setFailure(error);
      return;
    }
    tellDone(found ? texts.foundDone(nameOf(item)) : texts.notHereDone(nameOf(item)));
    onClose();
    // it is theirs to see where it is theirs, or is at a site of theirs now
    if (found && (standing.own || siteId !== null))
      await navigate({ to: '/work/$deviceId', params: { deviceId: item.device.id } });
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        {found && <Text size="sm">{texts.foundText}</Text>}
        <SiteSelect
          label={texts.siteField}
          value={siteId}
          onChange={(id) => {
            form.setFieldValue('siteId', id);
            form.setFieldValue('locationId', null);
          }}
          error={form.errors['siteId']}
        />
        <Select
          label={texts.location}
          searchable
          clearable
          data={(locations.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={locationId}
          onChange={(id) => form.setFieldValue('locationId', id)}
          error={form.errors['locationId']}
        />
        <TextInput
          label={texts.place}
          description={texts.placeHint}
          maxLength={200}
          {...form.getInputProps('place')}
          data-autofocus
        />
        <Textarea label={texts.note} autosize minRows={2} maxLength={2000} {...form.getInputProps('note')} />
        {!found && (
          <Checkbox
            label={texts.circleDone}
            description={texts.circleDoneHint(texts.circles[item.circle])}
            {...form.getInputProps('circleDone', { type: 'checkbox' })}
          />
        )}
        {failure !== null && <Failure error={failure} />}
        <Group justify="flex-end">
          <Button type="submit" loading={record.isPending}>
            {found ? texts.foundConfirm : texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
