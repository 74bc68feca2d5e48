const LIBRARY_FRAME =
  /^\s*File "[^"]*[\\/](?:site|dist)-packages[\\/](?:azureml_inference_server_http|gunicorn|flask|flask_cors|werkzeug|opentelemetry)[\\/]|^\s*File "<frozen |^\s*File "[^"]*[\\/]bin[\\/](?:azmlinfsrv|gunicorn)"/;
const FRAME = /^\s*File "/;
const WRAPPER = /\.(?:UserScript\w*(?:Exception|Error)|AppException): /;
const SERVER_LOG =
  /gunicorn\.error - (?:Starting gunicorn|Listening at|Using worker|Booting worker|Control socket|Shutting down: Master|Worker exiting|Handling signal)|azmlinfsrv(?:\.\w+)? - (?:Loaded logging config|Found extra keys|Starting up app insights|Scoring timeout is set|Swaggers are prepared)|gunicorn\.access - /;
const BANNER =
  /^(?:Azure ML Inferencing HTTP server v|Server Settings$|Server Routes$|-{5,}$|Entry Script Name: |Model Directory: |Config File: None|Worker Count: |Worker Timeout |Server Port: |Health Port: |Application Insights |Inferencing HTTP server version: |CORS for the |Create dedicated |Liveness Probe: |Score: {2,}|Extra keys = |Initializing logger)/;

/** A traceback without the frames of the server itself; those of the user's code all stay. */
export function withoutServerFrames(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let isSkipping = false;
  for (const line of lines) {
    if (FRAME.test(line)) isSkipping = LIBRARY_FRAME.test(line);
    else if (!/^\s{4,}\S/.test(line)) isSkipping = false;
    if (!isSkipping) kept.push(line);
  }
  return withoutWrapper(kept);
}

/** Cuts the exception in which the server wraps every one of the user's. */
function withoutWrapper(lines: readonly string[]): string[] {
  const wrapper = lines.findLastIndex((line) => WRAPPER.test(line));
  const cause = lines.findLastIndex((line) =>
    line.startsWith('The above exception was the direct'),
  );
  return wrapper > cause && cause > 0
    ? [...lines.slice(0, cause), ...lines.slice(wrapper + 1)]
    : [...lines];
}

/** A log without what the server says at each start, and without runs of empty lines. */
export function withoutServerTalk(lines: readonly string[]): string[] {
  const kept = lines.filter((line) => !BANNER.test(line) && !SERVER_LOG.test(line));
  return kept.filter((line, index) => line.trim() !== '' || (kept[index - 1] ?? '').trim() !== '');
}
