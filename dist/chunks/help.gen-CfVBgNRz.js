const e=`1.0.0`,t={overview:`package-model: from a registered model version to a tested serving image.

Usage: package-model <command> [--input VALUE …]
       package-model run [FOLDER]     FOLDER holds model.yaml

Commands
  run             Registers, packages, builds, smoke-tests and promotes a model in one go.
  register-model  Stores a model as a new version, in a form that images can reference without copying it.
  package-model   Makes the plan of a serving image from registered models and an inference configuration.
  build-image     Builds the image of a package and pushes it as a candidate, without a release tag.
  smoke-test      Runs a candidate and checks the answers of its scoring server.
  push-image      Puts release tags on the digest that passed its smoke test.
  download-model  Puts the files of a registered model version into a folder, checked by digest.
  lock            Builds the environment image anew, pins it in the lock file and shows what changed.
  base-images     Lists the known Azure ML images, or checks whether an image can be a base image.
  score           Sends many inputs to a model image and keeps the answers.

Flags of every command
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.
  --version  Print the version.

package-model <command> --help lists the inputs of a command.`,commands:{run:`Registers, packages, builds, smoke-tests and promotes a model in one go.

Usage: package-model run [FOLDER] [--input VALUE …]

Inputs
  --model-yaml PATH
      A model.yaml that describes the chain, or its folder; model.yaml of the working
      directory is taken where it exists. Inputs given here win. Example:
      examples/diabetes/model.yaml
  --model-name TEXT
      Name of the model. Letters, digits, "-", "." and "_"; starts with a letter or digit;
      at most 255 characters. Example: diabetes
  --model-path PATH
      The model: a file, a folder or a glob. A folder keeps its own name below the model
      directory. Example: outputs/model.joblib
  --model-registry TEXT
      Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX
      (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on
      a terminal, the registry of the image in a pipeline. Example: oci://ghcr.io/org/models
  --model-description TEXT
      A sentence about this version, kept in its annotations.
  --model-framework auto|scikit-learn|onnx|tensorflow|mlflow|pytorch|tf-keras|multi|custom
      Library the model was made with. Kept with the version; where no inference
      configuration is named, it decides how the model is served: scikit-learn, onnx,
      tensorflow and mlflow need no entry script. auto looks at the files. One of: auto,
      scikit-learn, onnx, tensorflow, mlflow, pytorch, tf-keras, multi, custom. Default:
      auto.
  --model-framework-version TEXT
      Version of that library. Serving without an entry script installs it: scikit-learn and
      tensorflow-cpu in the version the model was saved with, or onnxruntime. Example: 1.7.2
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem
  --further-models LIST
      Models to register and package beside the first: NAME=PATH, several on lines of their
      own or between commas. Example: vocabulary=outputs/words.json
  --model LIST
      Use registered models, name:version or a reference by digest, instead of registering a
      new version. Example: diabetes:1
  --inference-config PATH
      The inference configuration (JSON or YAML): entry script, source directory,
      environment. One scikit-learn, ONNX, TensorFlow or MLflow model can be served without.
      Example: inferenceconfig.json
  --working-directory PATH
      Folder that relative paths of the inference configuration start from. Default: ".".
  --base-image TEXT
      Base image to use instead of the one in the inference configuration: HOST/NAME[:TAG],
      or dir:PATH[:TAG] (an OCI image layout folder). Example: python:3.12-slim
  --dockerfile PATH
      Your own Dockerfile, typically one that extends a prebuilt inference image: looked
      over, then built with its folder as the environment image. It takes the place of base
      image and conda file; an inference configuration is needed only where it does not
      bring the code. Example: docker/Dockerfile
  --replace-model-copy, --no-replace-model-copy
      Leave out what the Dockerfile copies of the registered models, byte for byte, and link
      to their layers instead. Default: false.
  --environment-manager auto|conda|micromamba|rattler|pip|uv
      What installs the packages; auto takes pip where PyPI has all of them, else the conda
      of the base image (also for the Python on Azure ML base images), else rattler. One of:
      auto, conda, micromamba, rattler, pip, uv. Default: auto.
  --requirements PATH
      A requirements.txt to install in the place of a conda file. Example: requirements.txt
  --apt-packages LIST
      Debian packages to install into the environment: name or name=version. Example:
      libgomp1, ffmpeg
  --model-layout auto|linked|copied
      How models come to their versions' folders: linked to the registered layers, which
      moves no bytes, or copied there; auto links unless there is a reason to copy. One of:
      auto, linked, copied. Default: auto.
  --upgrade, --no-upgrade
      Make the smallest changes to what cannot run any more (Python, packages) in the plan
      and say them; your files stay. Default: false.
  --package-path PATH
      Folder of the package: the plan, and with generate-dockerfile the build context.
      Default: ".package".
  --generate-dockerfile, --no-generate-dockerfile
      Also write a Dockerfile with its context and the models, to build anywhere with docker
      build. Default: false.
  --output PATH
      Folder for the Dockerfile and its context, instead of the folder of the package.
      Naming it asks for generate-dockerfile. Example: docker-context
  --lock-file PATH
      File that pins base image, environment image and resolved packages; commit it.
      Default: "package-model.lock".
  --image TEXT
      Where the image goes: HOST/REPOSITORY[:TAG] or dir:PATH[:TAG] (an OCI image layout
      folder). The tag is what a passed smoke test lets push-image set. Example:
      ghcr.io/org/diabetes:1.4.0
  --environment-trust lock|repository
      Which environment images in the repository may be used again: only those that the lock
      file pins by digest, or any that is there under the right name. One of: lock,
      repository. Default: lock.
  --environment-max-age TEXT
      How old a pinned environment image may be before it is built anew: a number with m, h,
      d or w; 0 for any age. Default: 0. Example: 30d
  --base-registry-username TEXT
      User name for the base image's registry, where docker is not logged in to it; with
      base-registry-password.
  --base-registry-password TEXT
      Password or token for the base image's registry. Used for pulling alone; never stays
      in an image.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --builder auto|buildkit|classic
      How the engine builds the environment image; auto takes BuildKit where it is there.
      One of: auto, buildkit, classic. Default: auto.
  --buildx-url TEXT
      Download of the buildx plugin for machines whose docker has none, with its checksum:
      URL#sha256=<64 hex digits>. Example: https://downloads.example.com/buildx#sha256=…
  --pip-index-url TEXT
      Package index for pip while the environment is built. Never stays in an image.
  --pip-extra-index-url TEXT
      A further package index for pip. Never stays in an image.
  --conda-channel-alias TEXT
      Address that names of conda channels are looked for at, with a token or password where
      it needs one. Never stays in an image.
  --apt-proxy TEXT
      Proxy for apt while the environment is built. Never stays in an image.
  --cases TEXT
      Requests with the answers they must get: path of a YAML or JSON file, a folder of them
      or a pattern like smoke/*.yaml, or the YAML or JSON itself. Without it the model's
      sample_input.json, the example of /swagger.json or MLflow's input example is sent and
      must get status 200. Example: cases.yaml
  --record PATH
      Where to write what the service answered, as cases that expect just that (YAML or
      JSON, by the ending): for review, then to be used as cases. Example:
      smoke/recorded.yaml
  --checks LIST
      How bad it is when a check of the service fails: ID=error, ID=warning or ID=off,
      several on lines of their own or between commas. An error fails the smoke test; a
      warning is told and reported. docs/reference/smoke-checks.md lists the checks.
      Example: root-user=error, same-answer=off
  --start-timeout NUMBER
      Seconds that the container may take until it is ready. Default: 300.
  --request-timeout NUMBER
      Seconds that one request may take. Default: 60.
  --deployment-config PATH
      Deployment configuration (JSON or YAML, as Azure ML v1 has it): the container gets its
      cpu and memory, so that what passes here fits there. Example: deploymentconfig.json
  --cpu TEXT
      Processors that the container may use, such as 0.5. Wins over deployment-config.
      Example: 0.5
  --memory TEXT
      Memory that the container may use: a number of GB as in deployment-config (0.5), or
      with a unit (512m, 2g). Wins over deployment-config. Example: 1.5
  --gpus TEXT
      GPUs that the container gets: all, or a number. None without it. Example: all
  --test-variables MAP
      Environment variables of the container in this test only, one NAME=value a line. They
      do not come into the image. Example: LOG_LEVEL=debug
  --test-secrets MAP
      Environment variables of the container in this test only whose values are never
      printed, one NAME=value a line.
  --test-files LIST
      Files and folders for the container in this test only: LOCAL:TARGET, the target an
      absolute path. The container cannot change them. Example: lookup.csv:/data/lookup.csv
  --isolated, --no-isolated
      Run the container on a network without a way out: a service that needs something from
      outside fails. Default: false.
  --keep-on-failure, --no-keep-on-failure
      Leave the container of a test that did not pass, and say how to enter and how to
      remove it. Default: false.
  --baseline TEXT
      Runs another version with the same cases and prints the differences in answers and
      latency: latest = the highest released version in the repository of the image that is
      not above its own, or an image by tag or digest. Example: latest
  --max-drift TEXT
      How far the answers may be from those of the baseline: a number (0.05 = 5 % of the
      former value), or answer=0.05,latency=2 (latency: twice as slow). More fails the test.
      Without it differences are only printed. Example: answer=0.05,latency=2
  --profile, --no-profile
      After a passed test, finds the smallest CPU and memory with which the service still
      answers its cases. Default: false.
  --profile-budget NUMBER
      Seconds that finding the resources may take; then the best found so far counts.
      Default: 300.
  --profile-max-latency-ms NUMBER
      Milliseconds within which 95 % of the requests of a profile must be answered. Without
      it at most twice the time that they take without limits. Example: 200
  --profile-into PATH
      A deployment configuration (JSON) that the resources found are written into; its other
      keys stay. One that is not there is made. Example: deploymentconfig.json
  --report-path PATH
      Where the report of the smoke test is written. Default: "smoke-report.json".
  --junit-path PATH
      Where the report is written as JUnit XML, for the test tab of a pipeline. Example:
      smoke-junit.xml
  --html-path PATH
      Where the report is written as one HTML page without scripts, for people. Example:
      smoke-report.html
  --summary-path PATH
      Where the report is written as Markdown, the same as in the summary of the job.
      Example: smoke-summary.md
  --model-transfer image|mount
      How the engine gets the model: image = the candidate itself, byte for byte; mount = a
      quick pre-check: the image without its model, with a checked copy of the model
      mounted. It promotes only with accept: mount. One of: image, mount. Default: image.
  --tags LIST
      Release tags to put on the tested digest. Without it: the version of the model; in the
      chain the tag of the image. Example: 1.4.0, latest
  --accept image|mount
      Which smoke tests count: image = only those of the candidate itself; mount = also the
      pre-check of model-transfer: mount, which does not test all of it. One of: image,
      mount. Default: image.
  --attach-report, --no-attach-report
      Attach the result of the smoke test (an in-toto statement, not signed) to the promoted
      digest. Default: true.
  --load, --no-load
      Leave the promoted image in the local engine under its name. Default: false.
  --push, --no-push
      Store the model and release the image. With false both stay in the folder .models, are
      tested there, and nothing is pushed: for pull requests. Default: true.
  --dry-run, --no-dry-run
      Print the plan and move nothing. Default: false.

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  model-name
      Name of the model.
  model-version
      Number of the new version.
  model-id
      name:version
  model-digest
      Digest of the version: sha256:…
  model-reference
      The version by digest: repository@sha256:…
  package-path
      Folder of the package.
  plan-digest
      Digest of the plan: sha256:…
  environment-digest
      Digest of what goes into the environment image: sha256:…
  image
      The promoted image by digest: repository@sha256:…
  image-digest
      Digest of the image: sha256:…
  image-size
      Size of all layers in bytes.
  base-image
      The base image by digest, where it is known: HOST/NAME@sha256:…
  base-registry
      Registry of the base image: HOST.
  model-bytes-moved
      Bytes of model layers that had to be moved; 0 is normal.
  passed
      true or false
  outcome
      How it ended: passed, start-failed, timeout, case-failed, check-failed or
      cleanup-failed. Set when the step fails, too.
  report-path
      The report of the smoke test.
  latency-ms
      Median time of a request in milliseconds.
  recommended-resources
      With profile: the smallest resources that serve the cases, as JSON:
      {"cpu":1,"memoryInGB":0.5}.
  profile
      With profile: what was measured, as JSON with the keys of a profile of Azure ML v1.
  tags
      The release tags, between commas.
  digest
      Digest of the promoted image: sha256:…
  image-name
      Its name without tag and digest, HOST/REPOSITORY: with digest what tools that sign ask
      for.
  attestation
      Digest of the attached test result; empty where none was attached.`,"register-model":`Stores a model as a new version, in a form that images can reference without copying it.

Usage: package-model register-model [--input VALUE …]

Inputs
  --model-name TEXT
      Name of the model. Letters, digits, "-", "." and "_"; starts with a letter or digit;
      at most 255 characters. Required. Example: diabetes
  --model-path PATH
      The model: a file, a folder or a glob. A folder keeps its own name below the model
      directory. Required. Example: outputs/model.joblib
  --model-registry TEXT
      Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX
      (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on
      a terminal, the registry of the image in a pipeline. Example: oci://ghcr.io/org/models
  --model-description TEXT
      A sentence about this version, kept in its annotations.
  --model-framework auto|scikit-learn|onnx|tensorflow|mlflow|pytorch|tf-keras|multi|custom
      Library the model was made with. Kept with the version; where no inference
      configuration is named, it decides how the model is served: scikit-learn, onnx,
      tensorflow and mlflow need no entry script. auto looks at the files. One of: auto,
      scikit-learn, onnx, tensorflow, mlflow, pytorch, tf-keras, multi, custom. Default:
      auto.
  --model-framework-version TEXT
      Version of that library. Serving without an entry script installs it: scikit-learn and
      tensorflow-cpu in the version the model was saved with, or onnxruntime. Example: 1.7.2
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  model-name
      Name of the model.
  model-version
      Number of the new version.
  model-id
      name:version
  model-digest
      Digest of the version: sha256:…
  model-reference
      The version by digest: repository@sha256:…`,"package-model":`Makes the plan of a serving image from registered models and an inference configuration.

Usage: package-model package-model [--input VALUE …]

Inputs
  --model LIST
      Registered models to package: name:version, or a reference by digest (output
      model-reference of register-model). Several on lines of their own or between commas.
      Without it the image gets no model but what the Dockerfile or the code brings.
      Example: diabetes:1
  --model-registry TEXT
      Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX
      (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on
      a terminal, the registry of the image in a pipeline. Example: oci://ghcr.io/org/models
  --model-framework auto|scikit-learn|onnx|tensorflow|mlflow|pytorch|tf-keras|multi|custom
      Library the model was made with. Kept with the version; where no inference
      configuration is named, it decides how the model is served: scikit-learn, onnx,
      tensorflow and mlflow need no entry script. auto looks at the files. One of: auto,
      scikit-learn, onnx, tensorflow, mlflow, pytorch, tf-keras, multi, custom. Default:
      auto.
  --model-framework-version TEXT
      Version of that library. Serving without an entry script installs it: scikit-learn and
      tensorflow-cpu in the version the model was saved with, or onnxruntime. Example: 1.7.2
  --inference-config PATH
      The inference configuration (JSON or YAML): entry script, source directory,
      environment. One scikit-learn, ONNX, TensorFlow or MLflow model can be served without.
      Example: inferenceconfig.json
  --working-directory PATH
      Folder that relative paths of the inference configuration start from. Default: ".".
  --base-image TEXT
      Base image to use instead of the one in the inference configuration: HOST/NAME[:TAG],
      or dir:PATH[:TAG] (an OCI image layout folder). Example: python:3.12-slim
  --dockerfile PATH
      Your own Dockerfile, typically one that extends a prebuilt inference image: looked
      over, then built with its folder as the environment image. It takes the place of base
      image and conda file; an inference configuration is needed only where it does not
      bring the code. Example: docker/Dockerfile
  --replace-model-copy, --no-replace-model-copy
      Leave out what the Dockerfile copies of the registered models, byte for byte, and link
      to their layers instead. Default: false.
  --environment-manager auto|conda|micromamba|rattler|pip|uv
      What installs the packages; auto takes pip where PyPI has all of them, else the conda
      of the base image (also for the Python on Azure ML base images), else rattler. One of:
      auto, conda, micromamba, rattler, pip, uv. Default: auto.
  --requirements PATH
      A requirements.txt to install in the place of a conda file. Example: requirements.txt
  --apt-packages LIST
      Debian packages to install into the environment: name or name=version. Example:
      libgomp1, ffmpeg
  --model-layout auto|linked|copied
      How models come to their versions' folders: linked to the registered layers, which
      moves no bytes, or copied there; auto links unless there is a reason to copy. One of:
      auto, linked, copied. Default: auto.
  --upgrade, --no-upgrade
      Make the smallest changes to what cannot run any more (Python, packages) in the plan
      and say them; your files stay. Default: false.
  --package-path PATH
      Folder of the package: the plan, and with generate-dockerfile the build context.
      Default: ".package".
  --generate-dockerfile, --no-generate-dockerfile
      Also write a Dockerfile with its context and the models, to build anywhere with docker
      build. Default: false.
  --output PATH
      Folder for the Dockerfile and its context, instead of the folder of the package.
      Naming it asks for generate-dockerfile. Example: docker-context
  --lock-file PATH
      File that pins base image, environment image and resolved packages; commit it.
      Default: "package-model.lock".
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  package-path
      Folder of the package.
  plan-digest
      Digest of the plan: sha256:…
  environment-digest
      Digest of what goes into the environment image: sha256:…`,"build-image":`Builds the image of a package and pushes it as a candidate, without a release tag.

Usage: package-model build-image [--input VALUE …]

Inputs
  --package-path PATH
      Folder of the package: the plan, and with generate-dockerfile the build context.
      Default: ".package".
  --image TEXT
      Where the image goes: HOST/REPOSITORY[:TAG] or dir:PATH[:TAG] (an OCI image layout
      folder). The tag is what a passed smoke test lets push-image set. Required. Example:
      ghcr.io/org/diabetes:1.4.0
  --model-registry TEXT
      Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX
      (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on
      a terminal, the registry of the image in a pipeline. Example: oci://ghcr.io/org/models
  --lock-file PATH
      File that pins base image, environment image and resolved packages; commit it.
      Default: "package-model.lock".
  --environment-trust lock|repository
      Which environment images in the repository may be used again: only those that the lock
      file pins by digest, or any that is there under the right name. One of: lock,
      repository. Default: lock.
  --environment-max-age TEXT
      How old a pinned environment image may be before it is built anew: a number with m, h,
      d or w; 0 for any age. Default: 0. Example: 30d
  --base-registry-username TEXT
      User name for the base image's registry, where docker is not logged in to it; with
      base-registry-password.
  --base-registry-password TEXT
      Password or token for the base image's registry. Used for pulling alone; never stays
      in an image.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --builder auto|buildkit|classic
      How the engine builds the environment image; auto takes BuildKit where it is there.
      One of: auto, buildkit, classic. Default: auto.
  --buildx-url TEXT
      Download of the buildx plugin for machines whose docker has none, with its checksum:
      URL#sha256=<64 hex digits>. Example: https://downloads.example.com/buildx#sha256=…
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem
  --pip-index-url TEXT
      Package index for pip while the environment is built. Never stays in an image.
  --pip-extra-index-url TEXT
      A further package index for pip. Never stays in an image.
  --conda-channel-alias TEXT
      Address that names of conda channels are looked for at, with a token or password where
      it needs one. Never stays in an image.
  --apt-proxy TEXT
      Proxy for apt while the environment is built. Never stays in an image.

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  image
      The candidate by digest: repository@sha256:…
  image-digest
      Digest of the image: sha256:…
  image-size
      Size of all layers in bytes.
  base-image
      The base image by digest, where it is known: HOST/NAME@sha256:…
  base-registry
      Registry of the base image: HOST.
  model-bytes-moved
      Bytes of model layers that had to be moved; 0 is normal.`,"smoke-test":`Runs a candidate and checks the answers of its scoring server.

Usage: package-model smoke-test [--input VALUE …]

Inputs
  --image TEXT
      The candidate by digest (output image of build-image): HOST/REPOSITORY@sha256:… or
      dir:PATH@sha256:… Example: ghcr.io/org/diabetes@sha256:…
  --url TEXT
      Address of a service that runs already: the same cases and checks, without an image or
      a container. Its path is where GET tells the health; /score is looked for below it.
      Example: https://staging.example.com/
  --url-headers MAP
      Headers for each request to url, one NAME=value a line, such as Authorization=Bearer
      …; never printed.
  --cases TEXT
      Requests with the answers they must get: path of a YAML or JSON file, a folder of them
      or a pattern like smoke/*.yaml, or the YAML or JSON itself. Without it the model's
      sample_input.json, the example of /swagger.json or MLflow's input example is sent and
      must get status 200. Example: cases.yaml
  --record PATH
      Where to write what the service answered, as cases that expect just that (YAML or
      JSON, by the ending): for review, then to be used as cases. Example:
      smoke/recorded.yaml
  --checks LIST
      How bad it is when a check of the service fails: ID=error, ID=warning or ID=off,
      several on lines of their own or between commas. An error fails the smoke test; a
      warning is told and reported. docs/reference/smoke-checks.md lists the checks.
      Example: root-user=error, same-answer=off
  --start-timeout NUMBER
      Seconds that the container may take until it is ready. Default: 300.
  --request-timeout NUMBER
      Seconds that one request may take. Default: 60.
  --deployment-config PATH
      Deployment configuration (JSON or YAML, as Azure ML v1 has it): the container gets its
      cpu and memory, so that what passes here fits there. Example: deploymentconfig.json
  --cpu TEXT
      Processors that the container may use, such as 0.5. Wins over deployment-config.
      Example: 0.5
  --memory TEXT
      Memory that the container may use: a number of GB as in deployment-config (0.5), or
      with a unit (512m, 2g). Wins over deployment-config. Example: 1.5
  --gpus TEXT
      GPUs that the container gets: all, or a number. None without it. Example: all
  --test-variables MAP
      Environment variables of the container in this test only, one NAME=value a line. They
      do not come into the image. Example: LOG_LEVEL=debug
  --test-secrets MAP
      Environment variables of the container in this test only whose values are never
      printed, one NAME=value a line.
  --test-files LIST
      Files and folders for the container in this test only: LOCAL:TARGET, the target an
      absolute path. The container cannot change them. Example: lookup.csv:/data/lookup.csv
  --isolated, --no-isolated
      Run the container on a network without a way out: a service that needs something from
      outside fails. Default: false.
  --keep-on-failure, --no-keep-on-failure
      Leave the container of a test that did not pass, and say how to enter and how to
      remove it. Default: false.
  --baseline TEXT
      Runs another version with the same cases and prints the differences in answers and
      latency: latest = the highest released version in the repository of the image that is
      not above its own, or an image by tag or digest. Example: latest
  --max-drift TEXT
      How far the answers may be from those of the baseline: a number (0.05 = 5 % of the
      former value), or answer=0.05,latency=2 (latency: twice as slow). More fails the test.
      Without it differences are only printed. Example: answer=0.05,latency=2
  --profile, --no-profile
      After a passed test, finds the smallest CPU and memory with which the service still
      answers its cases. Default: false.
  --profile-budget NUMBER
      Seconds that finding the resources may take; then the best found so far counts.
      Default: 300.
  --profile-max-latency-ms NUMBER
      Milliseconds within which 95 % of the requests of a profile must be answered. Without
      it at most twice the time that they take without limits. Example: 200
  --profile-into PATH
      A deployment configuration (JSON) that the resources found are written into; its other
      keys stay. One that is not there is made. Example: deploymentconfig.json
  --report-path PATH
      Where the report of the smoke test is written. Default: "smoke-report.json".
  --junit-path PATH
      Where the report is written as JUnit XML, for the test tab of a pipeline. Example:
      smoke-junit.xml
  --html-path PATH
      Where the report is written as one HTML page without scripts, for people. Example:
      smoke-report.html
  --summary-path PATH
      Where the report is written as Markdown, the same as in the summary of the job.
      Example: smoke-summary.md
  --model-transfer image|mount
      How the engine gets the model: image = the candidate itself, byte for byte; mount = a
      quick pre-check: the image without its model, with a checked copy of the model
      mounted. It promotes only with accept: mount. One of: image, mount. Default: image.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem
  --model-path PATH
      For model-transfer: mount, where the model was registered on this machine: its file,
      folder or glob. The copy is made of these files instead of being fetched, and must
      have the digests of the image all the same. Example: outputs/model.joblib

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  passed
      true or false
  outcome
      How it ended: passed, start-failed, timeout, case-failed, check-failed or
      cleanup-failed. Set when the step fails, too.
  report-path
      The report of the smoke test.
  latency-ms
      Median time of a request in milliseconds.
  recommended-resources
      With profile: the smallest resources that serve the cases, as JSON:
      {"cpu":1,"memoryInGB":0.5}.
  profile
      With profile: what was measured, as JSON with the keys of a profile of Azure ML v1.`,"push-image":`Puts release tags on the digest that passed its smoke test.

Usage: package-model push-image [--input VALUE …]

Inputs
  --image TEXT
      The candidate by digest (output image of build-image): HOST/REPOSITORY@sha256:… or
      dir:PATH@sha256:… Required. Example: ghcr.io/org/diabetes@sha256:…
  --tags LIST
      Release tags to put on the tested digest. Without it: the version of the model; in the
      chain the tag of the image. Example: 1.4.0, latest
  --report-path PATH
      The report of the smoke test of this very digest (output report-path of smoke-test).
      Required. Example: smoke-report.json
  --accept image|mount
      Which smoke tests count: image = only those of the candidate itself; mount = also the
      pre-check of model-transfer: mount, which does not test all of it. One of: image,
      mount. Default: image.
  --attach-report, --no-attach-report
      Attach the result of the smoke test (an in-toto statement, not signed) to the promoted
      digest. Default: true.
  --load, --no-load
      Leave the promoted image in the local engine under its name. Default: false.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  image
      The promoted image by digest: repository@sha256:…
  tags
      The release tags, between commas.
  digest
      Digest of the promoted image: sha256:…
  image-name
      Its name without tag and digest, HOST/REPOSITORY: with digest what tools that sign ask
      for.
  attestation
      Digest of the attached test result; empty where none was attached.`,"download-model":`Puts the files of a registered model version into a folder, checked by digest.

Usage: package-model download-model [--input VALUE …]

Inputs
  --model TEXT
      The registered model: name:version, name:latest, or a reference by digest (output
      model-reference of register-model). Example: diabetes:latest
  --model-registry TEXT
      Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX
      (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on
      a terminal, the registry of the image in a pipeline. Example: oci://ghcr.io/org/models
  --download-path PATH
      Folder to put the model into. The files keep the names they were registered with. The
      folder is there as a whole or not at all; where it holds this version already, nothing
      is moved. Required. Example: models/diabetes
  --replace, --no-replace
      Replace a folder that holds anything else than this version. Default: false.
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  model-path
      The folder that holds the model, absolute.
  model-name
      Name of the model.
  model-version
      Number of the version.
  model-reference
      The version by digest: repository@sha256:…
  model-digest
      Digest of the version: sha256:…`,lock:`Builds the environment image anew, pins it in the lock file and shows what changed.

Usage: package-model lock [FOLDER] [--input VALUE …]

Inputs
  --model-yaml PATH
      A model.yaml that describes the chain, or its folder; model.yaml of the working
      directory is taken where it exists. Inputs given here win. Example:
      examples/diabetes/model.yaml
  --model-registry TEXT
      Where model versions live: dir:PATH (an OCI image layout folder) or oci://HOST/PREFIX
      (a registry; each model has the repository PREFIX/<name>). Without it: dir:.models on
      a terminal, the registry of the image in a pipeline. Example: oci://ghcr.io/org/models
  --model-framework auto|scikit-learn|onnx|tensorflow|mlflow|pytorch|tf-keras|multi|custom
      Library the model was made with. Kept with the version; where no inference
      configuration is named, it decides how the model is served: scikit-learn, onnx,
      tensorflow and mlflow need no entry script. auto looks at the files. One of: auto,
      scikit-learn, onnx, tensorflow, mlflow, pytorch, tf-keras, multi, custom. Default:
      auto.
  --model-framework-version TEXT
      Version of that library. Serving without an entry script installs it: scikit-learn and
      tensorflow-cpu in the version the model was saved with, or onnxruntime. Example: 1.7.2
  --inference-config PATH
      The inference configuration (JSON or YAML): entry script, source directory,
      environment. One scikit-learn, ONNX, TensorFlow or MLflow model can be served without.
      Example: inferenceconfig.json
  --working-directory PATH
      Folder that relative paths of the inference configuration start from. Default: ".".
  --base-image TEXT
      Base image to use instead of the one in the inference configuration: HOST/NAME[:TAG],
      or dir:PATH[:TAG] (an OCI image layout folder). Example: python:3.12-slim
  --dockerfile PATH
      Your own Dockerfile, typically one that extends a prebuilt inference image: looked
      over, then built with its folder as the environment image. It takes the place of base
      image and conda file; an inference configuration is needed only where it does not
      bring the code. Example: docker/Dockerfile
  --replace-model-copy, --no-replace-model-copy
      Leave out what the Dockerfile copies of the registered models, byte for byte, and link
      to their layers instead. Default: false.
  --environment-manager auto|conda|micromamba|rattler|pip|uv
      What installs the packages; auto takes pip where PyPI has all of them, else the conda
      of the base image (also for the Python on Azure ML base images), else rattler. One of:
      auto, conda, micromamba, rattler, pip, uv. Default: auto.
  --requirements PATH
      A requirements.txt to install in the place of a conda file. Example: requirements.txt
  --apt-packages LIST
      Debian packages to install into the environment: name or name=version. Example:
      libgomp1, ffmpeg
  --upgrade, --no-upgrade
      Make the smallest changes to what cannot run any more (Python, packages) in the plan
      and say them; your files stay. Default: false.
  --package-path PATH
      Folder of the package: the plan, and with generate-dockerfile the build context.
      Default: ".package".
  --output PATH
      Folder for the Dockerfile and its context, instead of the folder of the package.
      Naming it asks for generate-dockerfile. Example: docker-context
  --lock-file PATH
      File that pins base image, environment image and resolved packages; commit it.
      Default: "package-model.lock".
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem
  --model-name TEXT
      Name of the model. Letters, digits, "-", "." and "_"; starts with a letter or digit;
      at most 255 characters. Example: diabetes
  --model-path PATH
      The model: a file, a folder or a glob. A folder keeps its own name below the model
      directory. Example: outputs/model.joblib
  --image TEXT
      Where the image goes: HOST/REPOSITORY[:TAG] or dir:PATH[:TAG] (an OCI image layout
      folder). The tag is what a passed smoke test lets push-image set. Example:
      ghcr.io/org/diabetes:1.4.0
  --environment-max-age TEXT
      How old a pinned environment image may be before it is built anew: a number with m, h,
      d or w; 0 for any age. Default: 0. Example: 30d
  --base-registry-username TEXT
      User name for the base image's registry, where docker is not logged in to it; with
      base-registry-password.
  --base-registry-password TEXT
      Password or token for the base image's registry. Used for pulling alone; never stays
      in an image.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --builder auto|buildkit|classic
      How the engine builds the environment image; auto takes BuildKit where it is there.
      One of: auto, buildkit, classic. Default: auto.
  --buildx-url TEXT
      Download of the buildx plugin for machines whose docker has none, with its checksum:
      URL#sha256=<64 hex digits>. Example: https://downloads.example.com/buildx#sha256=…
  --pip-index-url TEXT
      Package index for pip while the environment is built. Never stays in an image.
  --pip-extra-index-url TEXT
      A further package index for pip. Never stays in an image.
  --conda-channel-alias TEXT
      Address that names of conda channels are looked for at, with a token or password where
      it needs one. Never stays in an image.
  --apt-proxy TEXT
      Proxy for apt while the environment is built. Never stays in an image.

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  lock-file
      The lock file.
  environment-image
      The environment image by digest: repository@sha256:…
  changed
      true when the lock pins another environment image than before.`,"base-images":`Lists the known Azure ML images, or checks whether an image can be a base image.

Usage: package-model base-images [IMAGE] [--input VALUE …]

Inputs
  --image TEXT
      Image to check: HOST/NAME[:TAG][@DIGEST], or dir:PATH[:TAG] (an OCI image layout
      folder). Without it the known Azure ML images are listed. Example: python:3.12-slim
  --engine, --no-engine
      Read the image from the engine, which pulls it when it has none, and ask the image's
      own Python too. Default: false.
  --base-registry-username TEXT
      User name for the base image's registry, where docker is not logged in to it; with
      base-registry-password.
  --base-registry-password TEXT
      Password or token for the base image's registry. Used for pulling alone; never stays
      in an image.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  base-image
      The checked image by digest: HOST/NAME@sha256:…
  base-registry
      Registry of the image: HOST.
  login-command
      Command that logs docker in to that registry; it asks for the password.`,score:`Sends many inputs to a model image and keeps the answers.

Usage: package-model score [--input VALUE …]

Inputs
  --input PATH
      What is sent: a folder (each file is the body of one request) or a JSONL file (each
      line is one). Required. Example: requests.jsonl
  --output PATH
      Folder for the answers and for failed.jsonl. With answers of an earlier run of the
      same image and input, only what has no answer yet is sent. Required. Example: answers
  --image TEXT
      The image that answers: HOST/REPOSITORY[:TAG][@DIGEST] or dir:PATH[:TAG] (an OCI image
      layout folder). Example: ghcr.io/org/diabetes:1.4.0
  --url TEXT
      Address of a service that runs already, instead of image; requests go to its /score.
      Example: http://127.0.0.1:5001
  --workers NUMBER
      Requests at once, and the container's WORKER_COUNT: each worker holds the model in
      memory once. Without it the image's WORKER_COUNT, else 4 requests at once and the
      image's own workers.
  --max-failures NUMBER
      Ends the batch when more inputs than this have failed. Without it all inputs are sent.
  --max-restarts NUMBER
      How often a container that ended is started again before the batch is given up.
      Default: 5.
  --start-timeout NUMBER
      Seconds that the container may take until it is ready. Default: 300.
  --request-timeout NUMBER
      Seconds that one request may take. Default: 60.
  --docker TEXT
      The container engine: docker or podman, a name on PATH or a path. Default: docker.
  --ca-certificates PATH
      PEM file of certificate authorities to trust besides the usual ones. Never stays in an
      image. Example: /etc/ssl/certs/company.pem

Flags
  --json     Print the outputs as one JSON object on stdout; all else goes to stderr.
  --debug    Print what is going on in detail.
  --help     Print help.

Outputs
  answers-path
      Folder of the answers.
  failed-path
      JSONL file that lists the inputs that failed, and why.
  answered
      How many inputs have an answer now.
  failed
      How many inputs failed.`}};export{t as help,e as version};