/** The style sheet of the page: light and dark, wide and narrow, on screen and on paper. */
import { figureStyle } from './figure-style.ts'

export const pageStyle = `
:root { color-scheme: light dark;
  --ground: #fbfaf8; --card: #fff; --ink: #1d2129; --soft: #5b6370; --line: #e2dfd9; --code: #f4f2ee; --shade: #0004; --link: #0b5cad;
  --holds: #17702f; --conditional: #0a6a7c; --loose: #1f5fbf; --not-offered: #5b6370; --undecided: #855700; --contradictory: #7a3fd1; --refuted: #c21f2c }
@media (prefers-color-scheme: dark) { :root {
  --ground: #14171c; --card: #1b1f26; --ink: #e4e6ea; --soft: #9aa3b0; --line: #313742; --code: #232830; --shade: #000b; --link: #74b4ff;
  --holds: #5fce7c; --conditional: #4ccbdc; --loose: #7fb5ff; --not-offered: #9aa3b0; --undecided: #e2b34a; --contradictory: #c6a0ff; --refuted: #ff8078 } }
* { box-sizing: border-box }
html { scroll-padding-top: 6rem }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
a { color: var(--link) }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.2rem); line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.015em }
h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 }
h3 { font-size: 1rem; font-weight: 500; margin: 0 }
h4 { font-size: .875rem; font-weight: 600; margin: 0 0 .35rem }
p { margin: 0 }
code, .data { font: .8125rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace; font-variant-ligatures: none }
.soft { color: var(--soft) } .small { font-size: .875rem }
.incomplete { margin-top: 1rem; padding: .6rem .9rem; border-left: 4px solid var(--undecided); background: var(--card) }
.holds { --verdict: var(--holds) } .conditional { --verdict: var(--conditional) } .loose { --verdict: var(--loose) }
.not-offered { --verdict: var(--not-offered) } .undecided { --verdict: var(--undecided) }
.contradictory { --verdict: var(--contradictory) } .refuted { --verdict: var(--refuted) }

.strip { display: block; width: 100%; height: .7rem; border-radius: .35rem; margin: 1.5rem 0 .9rem; background: var(--line); overflow: hidden }
.strip rect { fill: var(--verdict) }
.counts { display: flex; flex-wrap: wrap; gap: .35rem 1.4rem; margin: 0; padding: 0; list-style: none; font-size: .9375rem }
.counts b { font-variant-numeric: tabular-nums }
.counts .none { opacity: .6 }
.mark { color: var(--verdict); font-weight: 700; display: inline-block; min-width: 1.1em; text-align: center }

nav { position: sticky; top: 0; z-index: 1; background: var(--ground); border-bottom: 1px solid var(--line); margin-top: 1.5rem }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem; max-width: 62rem; margin: 0 auto; padding: .45rem 1.25rem; list-style: none }
nav a { display: flex; align-items: center; gap: .5rem; padding: .25rem .6rem; border-radius: .5rem; color: inherit; text-decoration: none; white-space: nowrap }
nav a:hover { background: var(--code) }
nav .mark { font-size: .8125rem; min-width: .8em }
nav .open { margin-left: auto }
button { font: inherit; font-size: .8125rem; color: var(--link); background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .15rem .6rem; cursor: pointer; white-space: nowrap }
button:hover { border-color: var(--link) }

section { margin: 2.75rem 0 }
section > p { max-width: 85ch; margin: .35rem 0 1rem }
.item { display: grid; grid-template-columns: 9.2rem 1fr auto; gap: .1rem 1rem; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--verdict); border-radius: .5rem; padding: .8rem 1rem; margin: .6rem 0 }
.item > * { grid-column: 2 / -1; min-width: 0 }
.item:target { box-shadow: 0 0 0 2px var(--link) }
.badge { grid-column: 1; grid-row: 1; color: var(--verdict); font-weight: 650; white-space: nowrap }
.item > h3 { grid-column: 2; grid-row: 1 }
.item > .earned { grid-column: 3; grid-row: 1; color: var(--soft); font-size: .875rem; white-space: nowrap }
.id { font-weight: 700; margin-right: .4rem }
.claims code { background: var(--code); border-radius: .3rem; padding: .1rem .4rem; margin-right: .3rem }
.reason { margin-top: .2rem }
details { margin-top: .5rem }
summary { cursor: pointer; color: var(--link); font-size: .875rem; width: fit-content }
.evidence { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .8rem; font-size: .875rem }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .25rem 1rem; margin: 0 }
dt { color: var(--soft) } dd { margin: 0; min-width: 0 }
.scroll { overflow-x: auto; background:
  linear-gradient(to right, var(--card) 40%, transparent) left / 2.5rem 100% local, linear-gradient(to left, var(--card) 40%, transparent) right / 2.5rem 100% local,
  linear-gradient(to right, var(--shade), transparent) left / 1rem calc(100% - 2px) scroll, linear-gradient(to left, var(--shade), transparent) right / 1rem calc(100% - 2px) scroll;
  background-repeat: no-repeat }
table { border-collapse: collapse; font-size: .8125rem }
th, td { text-align: left; padding: .15rem 1.1rem .15rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap }
th { color: var(--soft); font-weight: 500 }
.replay { display: flex; align-items: start; gap: .6rem; background: var(--code); border-radius: .4rem; padding: .4rem .6rem }
.replay code { flex: 1; white-space: pre-wrap }
.measured-of-run { margin: 0; padding: 0; list-style: none }
.depth-1 { padding-left: 1.2rem } .depth-2 { padding-left: 2.4rem } .depth-3, .depth-4 { padding-left: 3.6rem }

section > .truth { margin: 0 0 1.2rem }
.truth[open] { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem 1.2rem }
.truth > p, .truth li { max-width: 85ch; margin: .7rem 0 0 }
.truth > ul, .truth > ol { margin: 0; padding-left: 1.4rem }
.truth > h3 { font-weight: 650; margin: 1.6rem 0 0 }
.truth > .scroll { margin: .9rem 0 1.1rem }
.truth th, .truth td { white-space: normal; min-width: 7rem; padding-top: .25rem; padding-bottom: .25rem }
.truth th { font-weight: 600 }

figure { margin: 1.2rem 0 1.6rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem }
figure svg { display: block; width: 100%; height: auto; min-width: 40rem }
figcaption { font-size: .875rem; color: var(--soft); max-width: 100ch; margin-top: .6rem }
figure > b { display: block; margin-bottom: .5rem; font-weight: 600 }
footer { margin-top: 3rem; padding-bottom: 3rem; color: var(--soft); font-size: .8125rem }

@media screen and (max-width: 44.6rem) {
  figure > b::after { content: 'Scroll sideways to see all of it \\2192'; display: block; color: var(--soft); font-size: .8125rem; font-weight: 400 }
}
@media (max-width: 40rem) {
  nav [aria-hidden] { display: none }
  header, main, footer { padding-left: .9rem; padding-right: .9rem }
  nav ul { padding-left: .9rem; padding-right: .9rem }
  .item { grid-template-columns: 1fr auto; padding: .7rem .8rem }
  .item > *, .item > h3 { grid-column: 1 / -1; grid-row: auto }
  .badge { grid-column: 1; grid-row: 1 } .item > .earned { grid-column: 2; grid-row: 1 }
  dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .4rem }
}
@media print {
  :root { --ground: #fff; --card: #fff; color-scheme: light }
  nav, button { display: none } body { font-size: 10pt } section { margin: 1.5rem 0 }
  .truth:not([open]) { display: none }
  .item, figure, .evidence { break-inside: avoid } figure svg { min-width: 0 }
}
${figureStyle}`
