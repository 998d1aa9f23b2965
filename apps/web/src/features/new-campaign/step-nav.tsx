import { Link as RouterLink } from '@tanstack/react-router';
import { setup as texts } from '../../texts/en/setup';
import classes from './step-nav.module.css';

export const stepNames = ['notice', 'preview', 'plan', 'people', 'open'] as const;
export type StepName = (typeof stepNames)[number];
export const isStep = (word: string | null | undefined): word is StepName =>
  stepNames.includes(word as StepName);

/** The way through the assistant. Each step has its own address; without a draft there is only the first. */
export function StepNav({ at, campaignId }: { at: StepName; campaignId?: string }) {
  return (
    <nav aria-label={texts.stepsLabel} className="no-print">
      <ol className={classes['steps']}>
        {stepNames.map((step, n) => {
          const inside = (
            <>
              <span className={classes['number']}>{n + 1}</span>
              <span className={classes['name']}>{texts.steps[step]}</span>
            </>
          );
          return (
            <li key={step} className={classes['step']}>
              {campaignId === undefined ? (
                <span
                  className={`${classes['link']} ${step === at ? '' : classes['later']}`}
                  aria-current={step === at ? 'step' : undefined}
                >
                  {inside}
                </span>
              ) : (
                <RouterLink
                  to="/campaigns/$campaignId/setup"
                  params={{ campaignId }}
                  search={{ step }}
                  className={classes['link']}
                >
                  {inside}
                </RouterLink>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
