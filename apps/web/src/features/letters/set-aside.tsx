import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import type { CampaignNews } from '#contracts/campaign-changes';
import { setAside as texts } from '../../texts/en/letters';

/** Rarely opened, and Home is the first page of many: what it needs comes when it is asked for. */
const SetAsideDialog = lazy(async () => ({ default: (await import('./set-aside-dialog')).SetAsideDialog }));

/** For a letter that came after the end of a campaign and changes nothing in it: said with a reason, it waits no more. */
export function SetAsideButton({ of }: { of: CampaignNews['letters'][number] }) {
  const [asked, setAsked] = useState(false);
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`${texts.open}: ${of.title}`}
        onClick={() => {
          setAsked(true);
          open();
        }}
      >
        {texts.open}
      </Button>
      {asked && (
        <Suspense>
          <SetAsideDialog of={of} opened={opened} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
