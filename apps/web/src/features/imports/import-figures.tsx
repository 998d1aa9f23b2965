import type { ImportView } from '#contracts/imports';
import { formatNumber, Link } from '#web/ui';
import { imports as texts } from '../../texts/en/imports';
import classes from './imports.module.css';
import { NewPlaces } from './new-places';

/** What an import did, or a trial run would do; refused rows and warnings lead to their lists. */
export function ImportFigures({ view }: { view: ImportView }) {
  const words = view.dryRun ? texts.would : texts.did;
  const figures = [
    { n: view.created, label: words.created },
    { n: view.updated, label: words.updated },
    { n: view.unchanged, label: words.unchanged },
    { n: view.refusedCount, label: words.refused, show: 'refused' as const },
    { n: view.warningCount, label: words.warnings, show: 'warnings' as const },
  ];
  return (
    <>
      <dl className={classes['figures']}>
        {figures.map(({ n, label, show }) => (
          <div key={label} className={classes['figure']}>
            <dt>{label}</dt>
            <dd>
              {show === undefined || n === 0 ? (
                formatNumber(n)
              ) : (
                <Link to="/imports/$importId" params={{ importId: view.id }} search={{ show }} inherit>
                  {formatNumber(n)}
                </Link>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <NewPlaces view={view} />
    </>
  );
}
