/** What a rank's thread runs. */
import { serveAsRank } from './rank-thread.ts'

serveAsRank()
