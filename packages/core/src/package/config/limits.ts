/** What a file that users write may have at most: more is a mistake, or meant to do harm. */
export const textLimits = {
  /** Of any text that is read whole: configurations, scripts, plans, lock files. */
  maxBytes: 16 * 1024 * 1024,
  /** Of YAML, whose parser needs a second for 100,000 keys. */
  maxYamlBytes: 1024 * 1024,
  /** Lists and objects inside one another. */
  maxDepth: 100,
  /** Faults of one file that are told; more help nobody. */
  maxFaults: 100,
} as const;

/** What is said of a value that lies too deep. */
export const tooDeep = `this is nested deeper than ${textLimits.maxDepth} levels; write it flatter`;
