/** The sign of OmniLink: two nodes and the link between them. */
export function Mark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <rect width="24" height="24" rx="6.5" fill="#5b5bd6" />
      <path d="M8.2 8.2c6 0 1.6 7.6 7.6 7.6" stroke="#fff" strokeWidth="1.8" strokeLinecap="round" />
      <circle cx="7.4" cy="8.2" r="2.6" fill="#fff" />
      <circle cx="16.6" cy="15.8" r="2.6" fill="#fff" />
    </svg>
  );
}
