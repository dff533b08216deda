import { Dialog as Base } from '@base-ui/react/dialog';
import clsx from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { useT } from '~/i18n';
import { IconButton } from './button';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** The buttons, right; what closes it is "Voltar" or "Manter na fila", never "Cancelar". */
  actions?: ReactNode;
  /** Small words left of the buttons. */
  note?: ReactNode;
  children?: ReactNode;
  size?: 'sm' | 'md' | 'lg' | 'xl';
  initialFocus?: RefObject<HTMLElement | null>;
  /** What has the focus once it is closed; nothing said: what had it before. */
  finalFocus?: () => HTMLElement | null | undefined;
};

const WIDTH = { sm: 'max-w-[440px]', md: 'max-w-[580px]', lg: 'max-w-[760px]', xl: 'max-w-[1040px]' } as const;

export function Dialog({
  open,
  onClose,
  title,
  description,
  actions,
  note,
  children,
  size = 'md',
  initialFocus,
  finalFocus,
}: DialogProps) {
  const t = useT();
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-black/45 transition-opacity duration-100 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-30 flex items-start justify-center overflow-y-auto px-3 py-[max(12px,9vh)]">
          <Base.Popup
            initialFocus={initialFocus}
            finalFocus={finalFocus && (() => finalFocus() ?? true)}
            className={clsx(
              'floating relative w-full rounded-lg border border-line bg-surface shadow-float outline-none',
              WIDTH[size],
            )}
          >
            <header className="flex items-start gap-3 pt-4 pr-14 pl-5">
              <div className="min-w-0 flex-1">
                <Base.Title className="text-[17px] leading-6 font-semibold">{title}</Base.Title>
                {description && <Base.Description className="mt-0.5 text-ink2">{description}</Base.Description>}
              </div>
            </header>
            <div className="px-5 pt-3 pb-5">{children}</div>
            {(actions || note) && (
              <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
                {note && <p className="mr-auto px-1 text-[12px] text-ink3">{note}</p>}
                {actions}
              </footer>
            )}
            {/* Last in order, so that a dialog opened by a key begins at its first field. */}
            <IconButton label={t('ui:close')} className="!absolute top-3.5 right-3" onClick={onClose}>
              <X aria-hidden />
            </IconButton>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
