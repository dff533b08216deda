import { SCREENS, type Screen } from './screens';
import { useMay, useSession } from './session';

/** Screens that this person has in the menu, here and now. */
export function useMenu(): readonly Screen[] {
  const may = useMay();
  const { demo } = useSession();
  return SCREENS.filter((screen) => screen.area && may(screen.needs) && (demo || !screen.demoOnly));
}
