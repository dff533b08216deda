/** The mark: a queue whose last line is still being written. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M9 10.5h14M9 16h14M9 21.5h8" className="stroke-accent-ink" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
