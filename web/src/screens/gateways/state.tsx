import { CircleAlert, CircleCheck, CirclePause, CircleX, KeyRound } from 'lucide-react';
import { useT } from '~/i18n';
import { Pill } from '~/ui/status';

export type GatewayStateCode = 'ok' | 'degraded' | 'paused' | 'down' | 'no_credential';

const LOOKS = {
  ok: ['ok', CircleCheck],
  degraded: ['warn', CircleAlert],
  paused: ['grey', CirclePause],
  down: ['bad', CircleX],
  no_credential: ['bad', KeyRound],
} as const;

/** How a gateway is, as icon and word. */
export function GatewayPill({ state }: { state: GatewayStateCode }) {
  const t = useT();
  const [tone, Icon] = LOOKS[state];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden />}>
      {t(`gateways:state.${state}`)}
    </Pill>
  );
}
