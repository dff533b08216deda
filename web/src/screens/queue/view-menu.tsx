import { ArrowDown, ArrowUp, Bookmark, BookmarkPlus, SlidersVertical, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { usePreference } from '~/app/preferences';
import type { Search } from '~/app/search';
import { toast } from '~/app/tray';
import { useT } from '~/i18n';
import { Button, IconButton } from '~/ui/button';
import { Checkbox } from '~/ui/checkbox';
import { Dialog } from '~/ui/dialog';
import { Field, TextInput } from '~/ui/field';
import { Menu, MenuHeading, MenuItem, MenuRadio, MenuSeparator } from '~/ui/menu';
import { type ColumnChoice, DENSITIES, type Density, FIRST_CHOICE, useColumnChoice } from './column-choice';
import { isNarrowed, searchOf, type View, viewOf } from './filter';

type Saved = { name: string; search: Search };
const NO_VIEWS: readonly Saved[] = [];

/** Order, density and columns: how the list is shown. */
export function ViewMenu({ view, onView }: { view: View; onView: (view: View) => void }) {
  const t = useT();
  const [density, setDensity] = usePreference<Density>('density', 'normal');
  const [columns, setColumns] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('queue:view')} kind="plain">
            <SlidersVertical aria-hidden />
          </IconButton>
        }
      >
        <MenuHeading>{t('queue:order')}</MenuHeading>
        <MenuRadio
          value={view.order}
          onChange={(order) => onView({ ...view, order })}
          options={[
            { value: 'id', label: t('queue:order.id') },
            { value: 'queue', label: t('queue:order.queue') },
          ]}
        />
        <MenuSeparator />
        <MenuHeading>{t('queue:density')}</MenuHeading>
        <MenuRadio
          value={density}
          onChange={setDensity}
          options={(Object.keys(DENSITIES) as Density[]).map((value) => ({
            value,
            label: t(`queue:density.${value}`),
          }))}
        />
        <MenuSeparator />
        <MenuItem onClick={() => setColumns(true)}>{t('queue:columns')}</MenuItem>
      </Menu>
      {columns && <ColumnsDialog onClose={() => setColumns(false)} />}
    </>
  );
}

function ColumnsDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [choice, keep] = useColumnChoice();
  const move = (place: number, by: -1 | 1) => {
    const order = [...choice.order];
    const [column] = order.splice(place, 1);
    if (column) order.splice(place + by, 0, column);
    keep({ ...choice, order });
  };
  const show = (column: ColumnChoice['order'][number], shown: boolean) =>
    keep({ ...choice, shown: shown ? [...choice.shown, column] : choice.shown.filter((one) => one !== column) });
  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={t('queue:columns')}
      actions={
        <>
          <Button onClick={() => keep(FIRST_CHOICE)}>{t('queue:columns_reset')}</Button>
          <Button kind="primary" onClick={onClose}>
            {t('ui:close')}
          </Button>
        </>
      }
    >
      <ul className="divide-y divide-line">
        {choice.order.map((column, place) => {
          const name = t(`queue:column.${column}`);
          const shown = choice.shown.includes(column);
          return (
            <li key={column} className="flex min-h-8 items-center">
              <div className="flex-1">
                <Checkbox
                  label={name}
                  checked={shown}
                  disabled={shown && choice.shown.length === 1}
                  onChange={(checked) => show(column, checked)}
                />
              </div>
              <IconButton
                size="sm"
                label={t('queue:column_up', { name })}
                disabled={place === 0}
                onClick={() => move(place, -1)}
              >
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton
                size="sm"
                label={t('queue:column_down', { name })}
                disabled={place === choice.order.length - 1}
                onClick={() => move(place, 1)}
              >
                <ArrowDown aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

/** Filters that are used again and again: three of ours, and one's own. */
export function SavedViews({ view, onView }: { view: View; onView: (view: View) => void }) {
  const t = useT();
  const [saved, keep] = usePreference<readonly Saved[]>('queue_views', NO_VIEWS);
  const [naming, setNaming] = useState(false);
  const ours: Saved[] = [
    { name: t('queue:view.failures'), search: { status: 'failed', period: 'today' } },
    { name: t('queue:view.no_phone'), search: { status: 'failed', error_code: 'bad_address' } },
    { name: t('queue:view.next'), search: { family: 'queued', order: 'queue' } },
  ];
  const go = (one: Saved) => onView(viewOf(one.search));
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('queue:views')} kind="plain">
            <Bookmark aria-hidden />
          </IconButton>
        }
      >
        <MenuHeading>{t('queue:views')}</MenuHeading>
        {[...ours, ...saved].map((one) => (
          <MenuItem key={one.name} onClick={() => go(one)}>
            {one.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        {isNarrowed(view) || view.family !== 'all' ? (
          <MenuItem icon={<BookmarkPlus aria-hidden />} onClick={() => setNaming(true)}>
            {t('queue:view_save')}
          </MenuItem>
        ) : (
          <MenuHeading>{t('queue:view_none')}</MenuHeading>
        )}
        {saved.map((one) => (
          <MenuItem
            key={one.name}
            danger
            icon={<Trash2 aria-hidden />}
            onClick={() => keep(saved.filter((other) => other !== one))}
          >
            {t('queue:view_forget', { name: one.name })}
          </MenuItem>
        ))}
      </Menu>
      <Dialog
        open={naming}
        onClose={() => setNaming(false)}
        size="sm"
        title={t('queue:view_save')}
        actions={
          <>
            <Button onClick={() => setNaming(false)}>{t('ui:back')}</Button>
            <Button kind="primary" type="submit" form="view">
              {t('ui:save')}
            </Button>
          </>
        }
      >
        <form
          id="view"
          onSubmit={(event) => {
            event.preventDefault();
            const name = String(new FormData(event.currentTarget).get('name')).trim();
            keep([...saved.filter((one) => one.name !== name), { name, search: searchOf(view) }]);
            setNaming(false);
            toast(t('queue:view_saved', { name }));
          }}
        >
          <Field label={t('queue:view_name')} name="name">
            <TextInput name="name" required maxLength={60} autoComplete="off" />
          </Field>
        </form>
      </Dialog>
    </>
  );
}
