// Mark is the sign of the program: water before a gate, and what comes out of it.
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M6 11h9M6 16h9M6 21h9M20.5 16h6" stroke="var(--on-accent)" stroke-width="2.6" stroke-linecap="round" fill="none" />
      <path d="M18 6v20" stroke="var(--on-accent)" stroke-width="2.6" stroke-linecap="round" opacity=".6" />
    </svg>
  )
}
