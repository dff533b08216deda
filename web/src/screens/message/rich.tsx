// WhatsApp's marks as it draws them: *bold*, _italic_, ~struck~, ```mono```. A mark counts only at the edges of words.

import type { ReactNode } from 'react';

const MARKS = /```([\s\S]+?)```|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]+?)(?<=\S)\2(?![\p{L}\p{N}])/gu;

export type Piece = { text: string; mark: 'plain' | 'bold' | 'italic' | 'struck' | 'mono' };

const NAMES = { '*': 'bold', _: 'italic', '~': 'struck' } as const;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), mark: 'plain' });
    const [whole, mono, mark, inner] = match;
    if (mono !== undefined) found.push({ text: mono, mark: 'mono' });
    else found.push({ text: inner ?? '', mark: NAMES[mark as '*'] });
    end = match.index + whole.length;
  }
  if (end < text.length) found.push({ text: text.slice(end), mark: 'plain' });
  return found;
}

export function Rich({ text }: { text: string }): ReactNode {
  return pieces(text).map((piece, place) => {
    const key = `${place} ${piece.mark}`;
    if (piece.mark === 'bold') return <strong key={key}>{piece.text}</strong>;
    if (piece.mark === 'italic') return <em key={key}>{piece.text}</em>;
    if (piece.mark === 'struck') return <s key={key}>{piece.text}</s>;
    if (piece.mark === 'mono')
      return (
        <code key={key} className="font-mono text-[13px]">
          {piece.text}
        </code>
      );
    return <span key={key}>{piece.text}</span>;
  });
}

/** Letters that GSM-7 has; any other makes the whole message UCS-2. */
const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const DOUBLE = /[\^{}\\[~\]|€]/g;

/** How many parts an SMS is sent in, and in which alphabet. */
export function segments(text: string): { n: number; alphabet: 'GSM-7' | 'UCS-2' } {
  if (GSM.test(text)) {
    const length = text.length + (text.match(DOUBLE)?.length ?? 0);
    return { n: length <= 160 ? 1 : Math.ceil(length / 153), alphabet: 'GSM-7' };
  }
  return { n: text.length <= 70 ? 1 : Math.ceil(text.length / 67), alphabet: 'UCS-2' };
}
