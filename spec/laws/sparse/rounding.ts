/** What rounding may do to a kernel's residuals and losses: bounds from which the laws derive their tolerances. */
import { U } from './oracle.ts'

/**
 * A residual of the vector kernel: exp(-a) within 2.5u (polynomial 0.1u, reduction and last sum the rest), 1 + t, the quotient and a
 * product u each: under 6u. A loss: t within 2.5u, and up to 128 factors gathered by product += t + product * t, three roundings each,
 * before one log1p; log1p does not enlarge relative errors. The plain form and Math.exp, Math.log1p: under 8u.
 */
export const RESIDUAL = 14 * U
export const LOSS_A_ROW = 3 * U
