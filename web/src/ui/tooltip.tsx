// Tooltips: words that help, never words that are needed (touch has none). A thing says its words in `data-tip`; one
// host for the whole page shows them, so that a table of a thousand rows costs nothing. Esc hides them, and the pointer
// may go onto them (WCAG 1.4.13).

import { cloneElement, type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

type Side = 'top' | 'bottom' | 'right' | 'left';

export function Tip({ text, children, side = 'bottom' }: { text: string; children: ReactElement; side?: Side }) {
  return cloneElement(children as ReactElement<Record<string, unknown>>, { 'data-tip': text, 'data-tip-side': side });
}

type Shown = { target: HTMLElement; text: string; side: Side };

const DELAY_MS = 400;
const GAP = 6;
const EDGE = 8;

/** The host; once, near the root. */
export function TipHost() {
  const [shown, setShown] = useState<Shown | null>(null);
  const popup = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (target: HTMLElement | null, delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const text = target?.isConnected && target.dataset.tip;
        setShown(text ? { target, text, side: (target.dataset.tipSide as Side | undefined) ?? 'bottom' } : null);
      }, delay);
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return;
      const element = event.target as Element;
      if (popup.current?.contains(element)) return clearTimeout(timer);
      const target = element.closest<HTMLElement>('[data-tip]');
      later(target, target ? DELAY_MS : 100);
    };
    const focus = (event: FocusEvent) => {
      const target = (event.target as Element).closest<HTMLElement>('[data-tip]');
      if (target?.matches(':focus-visible')) later(target, 0);
    };
    const hide = () => {
      clearTimeout(timer);
      setShown(null);
    };
    const key = (event: KeyboardEvent) => event.key === 'Escape' && hide();
    const listen = new AbortController();
    const options = { signal: listen.signal, capture: true };
    document.addEventListener('pointerover', over, options);
    document.addEventListener('pointerdown', hide, options);
    document.addEventListener('focusin', focus, options);
    document.addEventListener('focusout', hide, options);
    document.addEventListener('keydown', key, options);
    document.addEventListener('scroll', hide, options);
    return () => {
      listen.abort();
      clearTimeout(timer);
    };
  }, []);
  useLayoutEffect(() => {
    if (!shown || !popup.current) return;
    place(popup.current, shown);
    // What is only the name again is not read twice.
    if (shown.target.getAttribute('aria-label') === shown.text) return;
    shown.target.setAttribute('aria-describedby', 'tip');
    return () => shown.target.removeAttribute('aria-describedby');
  }, [shown]);
  if (!shown) return null;
  return createPortal(
    <div
      ref={popup}
      id="tip"
      // Described by reference only: it belongs to no landmark.
      aria-hidden
      className="fixed top-0 left-0 z-50 w-max max-w-80 rounded-md bg-ink px-2 py-1 text-[12px] leading-4 whitespace-pre-line text-surface shadow-float"
    >
      {shown.text}
    </div>,
    document.body,
  );
}

function place(popup: HTMLElement, { target, side }: Shown): void {
  const at = target.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const clamp = (value: number, most: number) => Math.max(EDGE, Math.min(value, most - EDGE));
  let left = at.left + (at.width - width) / 2;
  let top = at.bottom + GAP;
  if (side === 'right') left = at.right + GAP;
  if (side === 'left') left = at.left - width - GAP;
  if (side === 'left' || side === 'right') top = at.top + (at.height - height) / 2;
  if (side === 'top' || (side === 'bottom' && top + height > innerHeight - EDGE)) top = at.top - height - GAP;
  popup.style.transform = `translate(${Math.round(clamp(left, innerWidth - width))}px, ${Math.round(clamp(top, innerHeight - height))}px)`;
}
