/** The part of jStat that this project uses; jStat ships no types. */
declare module 'jstat' {
  interface Normal {
    pdf(x: number, mean: number, standardDeviation: number): number
    cdf(x: number, mean: number, standardDeviation: number): number
    inv(p: number, mean: number, standardDeviation: number): number
  }
  interface Beta {
    pdf(x: number, a: number, b: number): number
    cdf(x: number, a: number, b: number): number
    inv(p: number, a: number, b: number): number
    mean(a: number, b: number): number
    median(a: number, b: number): number
    mode(a: number, b: number): number
    variance(a: number, b: number): number
  }
  const jstat: { readonly jStat: { readonly normal: Normal; readonly beta: Beta } }
  export default jstat
}
