// A message as WhatsApp shows it: bold, italic, strike and mono by its own marks; everything else is plain text.

import { Fragment, type ReactNode } from 'react';

const MARKS =
  /(\*[^\s*](?:[^*\n]*[^\s*])?\*|_[^\s_](?:[^_\n]*[^\s_])?_|~[^\s~](?:[^~\n]*[^\s~])?~|```[^`]+```|https?:\/\/\S+)/g;

export function formatted(text: string): ReactNode[] {
  return text.split(MARKS).map((piece, index) => {
    // Pieces have no identity of their own: the text is drawn whole each time.
    const key = `${index} ${piece.length}`;
    if (index % 2 === 0) return <Fragment key={key}>{piece}</Fragment>;
    if (piece.startsWith('```')) return <code key={key}>{piece.slice(3, -3)}</code>;
    if (piece.startsWith('*')) return <strong key={key}>{piece.slice(1, -1)}</strong>;
    if (piece.startsWith('_')) return <em key={key}>{piece.slice(1, -1)}</em>;
    if (piece.startsWith('~')) return <s key={key}>{piece.slice(1, -1)}</s>;
    return (
      <span key={key} className="break-all text-wa-link">
        {piece}
      </span>
    );
  });
}

/** `foot` is the small line at its end, as the hour. */
export function Bubble({ text, foot, sent }: { text: string; foot?: ReactNode; sent?: boolean }) {
  return (
    <div
      className={`max-w-full rounded-lg px-3 py-2 text-[14px] leading-5 whitespace-pre-wrap break-words shadow-sm ${sent ? 'bg-wa-bubble' : 'bg-surface'}`}
    >
      {formatted(text)}
      {foot && <div className="mt-1 text-right text-[11px] leading-4 text-ink2 dark:text-ink2">{foot}</div>}
    </div>
  );
}
