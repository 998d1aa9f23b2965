import { List } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { HeadsUp, Link } from '#web/ui';
import { harmHome as texts, harms as words, harmStates } from '../../texts/en/harms';
import { harmsToDo } from './harms.queries';

/** On Home: what has to be decided or reported, the nearest end first. Nothing, when nothing waits. */
export function HarmsWaiting() {
  const harms = useQuery(harmsToDo).data ?? [];
  if (harms.length === 0) return null;
  return (
    <HeadsUp title={texts.title(harms.length)}>
      <List size="sm">
        {harms.slice(0, 5).map(({ id, state, workDaysLeft, campaignTitle, site }) => (
          <List.Item key={id}>
            <Link to="/harms/$harmId" params={{ harmId: id }}>
              {texts.item(harmStates[state], words.daysLeft(workDaysLeft))}
            </Link>
            {` · ${[campaignTitle, site?.name].filter(Boolean).join(', ')}`}
          </List.Item>
        ))}
      </List>
      {harms.length > 5 && <Link to="/harms">{texts.all}</Link>}
    </HeadsUp>
  );
}
