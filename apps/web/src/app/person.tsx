import { Suspense, useState } from 'react';
import { lazyPart } from '#web/ui';
import { PersonButton, PersonIcon } from './person-buttons';

const loadMenu = () => import('./person-menu');
const PersonMenu = lazyPart(async () => (await loadMenu()).default);

/** Who is signed in. The menu comes when somebody reaches for it: it weighs more than the rest of the frame. */
export function Person() {
  const [wanted, setWanted] = useState(false);
  const prepare = (): void => void loadMenu().catch(() => undefined);
  const reach = { onPointerEnter: prepare, onFocus: prepare };
  const closed = (
    <>
      <PersonButton aria-haspopup="menu" {...reach} onClick={() => setWanted(true)} />
      <PersonIcon aria-haspopup="menu" {...reach} onClick={() => setWanted(true)} />
    </>
  );
  return wanted ? (
    <Suspense fallback={closed}>
      <PersonMenu />
    </Suspense>
  ) : (
    closed
  );
}
