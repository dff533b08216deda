import { useFormat } from '~/format';
import { useT } from '~/i18n';

/** Who is left out, by reason, most first. */
export function LeftOut({ reasons }: { reasons: Readonly<Record<string, number>> }) {
  const t = useT();
  const format = useFormat();
  const rows = Object.entries(reasons).sort((a, b) => b[1] - a[1]);
  if (rows.length === 0) return null;
  return (
    <table className="w-full">
      <caption className="pb-1 text-left font-medium">{t('notices:left_out')}</caption>
      <tbody>
        {rows.map(([reason, n]) => (
          <tr key={reason} className="border-t border-line">
            <td className="py-1.5">{t.maybe(`notices:reason.${reason}`) ?? reason}</td>
            <td className="py-1.5 text-right">{format.integer(n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
