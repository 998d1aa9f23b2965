import { lazy, Suspense, useState } from 'react';
import { PersonButton, PersonIcon } from './person-buttons';

const loadMenu = () => import('./person-menu');
const PersonMenu = lazy(loadMenu);

/** Who is signed in. The menu comes when somebody reaches for it: it weighs more than the rest of the frame. */
export function Person() {
  const [wanted, setWanted] = useState(false);
  const reach = { onPointerEnter: () => void loadMenu(), onFocus: () => void loadMenu() };
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
