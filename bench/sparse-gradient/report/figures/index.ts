/** The figures of a bench: cost against sparsity with fit and limits, dense against sparse, ours against each peer. */
import { drawFigures, type DrawnFigure, type Figure } from '../../../../spec/report/figure.ts'
import type { BenchResults } from '../../results.ts'
import { costFigure } from './cost.ts'
import { densityFigure } from './density.ts'
import { ratioFigure } from './ratios.ts'

/** Draws what was measured. */
export function drawResults(results: BenchResults): Promise<DrawnFigure[]> {
  const figures = [costFigure(results), densityFigure(results), ratioFigure(results)]
  return drawFigures(figures.filter((figure) => figure !== undefined).map(withHeading), { name: 'bench', url: import.meta.url })
}

/** Title and caption inside the figure: as a file it travels alone. */
function withHeading(figure: Figure): Figure {
  const at = { frameAnchor: 'top-left', textAnchor: 'start', facet: 'super' } as const
  return {
    ...figure,
    draw(plot, subject, answers) {
      const options = figure.draw(plot, subject, answers)
      if (options === undefined) return undefined
      const dx = 4 - (options.marginLeft ?? 0)
      const marks = [
        plot.text([figure.title], { ...at, dx, dy: -66, fontSize: 16, fontWeight: 600 }),
        plot.text([figure.caption], { ...at, dx, dy: -46, fillOpacity: 0.7 }),
      ]
      return { height: 440, insetBottom: 16, ...options, marginTop: 76, marks: [...(options.marks ?? []), ...marks] }
    },
  }
}
