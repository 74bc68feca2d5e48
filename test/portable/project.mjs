// The project that the portable tests register and package; its texts have this system's line ends.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { dirname, join } from 'node:path';

const script = ['#!/usr/bin/env python3', 'def init():', '    pass', '', 'def run(raw_data):'];
const config = {
  entryScript: 'score.py',
  sourceDirectory: 'my source',
  environment: {
    environmentVariables: { GREETING: 'a $HOME "quoted" \\ value' },
    python: { userManagedDependencies: true },
    docker: { baseImage: 'python:3.11-slim' },
  },
};

/** A path of more than 260 characters below a model, in parts that each system can hold. */
const deep = Array.from({ length: 14 }, (_, index) => `deep folder ${index + 10} of many`);

/** Files below the project, by path; those with `\n` only stand in the image as they are. */
const files = {
  'model/factor.json': '{"factor": 2}\n',
  'model/données ☃.bin': 'x'.repeat(5000),
  'model/large.bin': 'y'.repeat(3_000_000),
  [`model/${deep.join('/')}/leaf.bin`]: 'deep\n',
  'my source/score.py': [...script, '    return raw_data', ''].join(EOL),
  'my source/run.sh': ['#!/bin/sh', 'echo started', ''].join(EOL),
  'my source/parts/ünïcode.txt': 'read by nobody\n',
  'my source/.amlignore': '*.log\n',
  'my source/a.log': 'left out\n',
  'inferenceconfig.json': JSON.stringify(config, null, 2).replaceAll('\n', EOL),
  'sub folder/broken.json': ['{', ' "entryScript": "score.py",', ' }', ''].join(EOL),
};

/** Writes the project, and tells git which script is executable where there is a git. */
export function writeProject(folder) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args) => spawnSync('git', args, { cwd: join(folder, 'my source') }).status === 0;
  const isTracked =
    git('init', '--quiet', '.') &&
    git('-c', 'core.autocrlf=false', 'add', '.') &&
    git('update-index', '--chmod=+x', 'run.sh');
  return { isTracked, deep };
}
