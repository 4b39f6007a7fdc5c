/** Table of contents of the reference implementation: named re-exports, room by room. */
export type {}
