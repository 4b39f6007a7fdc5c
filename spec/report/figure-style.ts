/** How figures look: on the page, where this is part of its style sheet, and alone, where it is inside the SVG. */

/** Okabe and Ito's palette, told apart by people of every colour vision; lighter on a dark ground. */
export const figureStyle = `
.figure { --blue: #0072b2; --orange: #c77700; --green: #00805e; --red: #c24a00; --purple: #a8507f; --grid: #d9d6d0; --ground: #fff;
  color: #1d2129; font: 13px system-ui, sans-serif; fill: currentColor }
@media (prefers-color-scheme: dark) { .figure { --blue: #56b4e9; --orange: #f0b23a; --green: #3cc79a; --red: #ff8f5a; --purple: #e29ac0; --grid: #3a414d; --ground: #1b1f26; color: #e4e6ea } }
@media print { .figure { --blue: #0072b2; --orange: #c77700; --green: #00805e; --red: #c24a00; --purple: #a8507f; --grid: #d9d6d0; --ground: #fff; color: #1d2129 } }
.figure text { white-space: pre; font-family: system-ui, sans-serif }
`
