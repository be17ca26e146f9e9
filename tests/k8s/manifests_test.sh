#!/bin/bash
# Kubernetes manifests against the programs that they start.
#
#   manifests_test.sh manifests <folder> [phoihopd]   arguments, ports, probes and secrets of one kustomization
#   manifests_test.sh image [phoihopd]                the packages of the image hold every library of the program
#   manifests_test.sh self                            each check finds what it is for
#
# Ends with 77 (skipped) when the tool that it needs is too old or missing.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
readonly SKIPPED=77

# `facts` reduces what kustomize prints (one canonical form: sorted keys, two spaces) to lines that can be compared:
#
#   arg <object> <n> <argument>          containerPort <object> <name> <port>
#   env <object> <variable> value, or: secret <secret> <key>
#   probe <object> <kind> <path> <port>  servicePort <object> <name> <port> <target>
#   cluster <name>                       hardened <object> <setting>
facts() {
  awk '
    function indent_of(line) { match(line, /^ */); return RLENGTH }
    function value_of(line) { sub(/^[^:]*: */, "", line); gsub(/^"|"$/, "", line); return line }
    function end_item(named) {
      named = "name" in item
      if (named && list == "ports" && kind == "Service") print "servicePort", object, item["name"], item["port"], item["targetPort"]
      if (named && list == "ports" && kind != "Service") print "containerPort", object, item["name"], item["containerPort"]
      if (named && list == "env") {
        if (item["value"] != "") print "env", object, item["name"], "value"
        else print "env", object, item["name"], "secret", secret, item["key"]
      }
      if (probe != "") print "probe", object, probe, item["path"], item["port"]
      split("", item); probe = ""
    }
    function end_list() { end_item(); list = "" }
    # Two passes over each document: first its kind and name, then its content.
    { document[++n] = $0 }
    /^---$/ { read_document(); n = 0 }
    END { read_document() }
    function read_document(i) {
      kind = ""; name = ""; in_metadata = 0
      for (i = 1; i <= n; ++i) {
        if (document[i] ~ /^kind:/) kind = value_of(document[i])
        if (document[i] ~ /^[a-z]/) in_metadata = document[i] ~ /^metadata:/
        if (in_metadata && document[i] ~ /^  name:/) name = value_of(document[i])
      }
      object = kind "/" name
      if (kind == "Cluster") print "cluster", name
      list = ""; probe = ""; argument = 0; secret = ""; split("", item)
      for (i = 1; i <= n; ++i) read_line(document[i])
      end_list()
    }
    function read_line(line, indent, key) {
      indent = indent_of(line)
      if (list != "" && (indent < list_indent || (indent == list_indent && line !~ /^ *- /))) end_list()
      if (probe != "" && indent <= probe_indent) end_item()
      if (line ~ /^ *(- )?args:$/) { list = "args"; list_indent = line ~ /- / ? indent + 2 : indent; argument = 0; return }
      if (line ~ /^ *(- )?env:$/) { list = "env"; list_indent = line ~ /- / ? indent + 2 : indent; return }
      if (line ~ /^ *(- )?ports:$/) { list = "ports"; list_indent = line ~ /- / ? indent + 2 : indent; return }
      if (line ~ /^ *(liveness|readiness|startup)Probe:$/) {
        probe = line; gsub(/[ :]/, "", probe); probe_indent = indent; return
      }
      if (line ~ /^ *(runAsNonRoot|readOnlyRootFilesystem): true$/ || line ~ /^ *allowPrivilegeEscalation: false$/) {
        key = line; gsub(/ |:.*/, "", key); print "hardened", object, key
      }
      if (list == "args") { sub(/^ *- /, "", line); gsub(/^"|"$/, "", line); print "arg", object, ++argument, line; return }
      if (list != "" && indent == list_indent) end_item()
      if (list == "" && probe == "") return
      sub(/^ *(- )?/, "", line)
      key = line; sub(/:.*/, "", key)
      if (list == "env" && key == "name" && "name" in item) secret = value_of(line)
      else item[key] = value_of(line)
    }
  '
}

# Each check reads facts on standard input and prints a line per finding.

# check_arguments <phoihopd>: what the containers are started with is in the help of that subcommand.
check_arguments() {
  local phoihopd=$1 fact object number argument help='' command=''
  while read -r fact object number argument; do
    [[ $fact == arg ]] || continue
    if [[ $number == 1 ]]; then
      command=$argument
      help=$("$phoihopd" "$command" --help 2>&1) || {
        echo "$object: phoihopd knows no subcommand $command"
        help=''
      }
    elif [[ $argument == --* ]] && ! grep --quiet --word-regexp -e "${argument%%=*}" <<<"$help"; then
      echo "$object: phoihopd $command --help does not know ${argument%%=*}"
    fi
  done
}

# check_defaults <phoihopd>: a port that a Service offers is also the one that the program names by itself.
check_defaults() {
  local phoihopd=$1 fact object name port help
  help=$("$phoihopd" serve --help 2>&1)
  while read -r fact object name port _; do
    if [[ $fact == servicePort ]] && ! grep --quiet ":$port\b" <<<"$help"; then
      echo "$object: $name is $port, which is no default in phoihopd serve --help"
    fi
  done
}

# check_ports: Service → container port → argument, and probes → container port.
check_ports() {
  local all server
  all=$(cat)
  server=$(grep '^containerPort Deployment/phoihopd ' <<<"$all" || true)
  while read -r fact object a b c; do
    case $fact in
      servicePort)
        grep --quiet -x "containerPort Deployment/phoihopd $c $b" <<<"$server" ||
          echo "$object: $a leads to $c on $b, where no container listens"
        ;;
      probe)
        grep --quiet "^containerPort $object $c " <<<"$all" || echo "$object: $a asks port $c, which does not exist"
        ;;
      containerPort)
        grep -A1 -x "arg $object [0-9]* --$a" <<<"$all" | grep --quiet ":$b\$" ||
          echo "$object: port $a is $b, but --$a says something else"
        ;;
    esac
  done <<<"$all"
  grep --quiet '^servicePort ' <<<"$all" || echo 'no Service has a port'
  for kind in livenessProbe readinessProbe startupProbe; do
    grep --quiet "^probe Deployment/phoihopd $kind /" <<<"$all" || echo "Deployment/phoihopd: no $kind"
  done
}

# check_secrets: the database URL comes from the secret of the Cluster, and no argument holds a secret.
check_secrets() {
  local all cluster fact object a b c d
  all=$(cat)
  cluster=$(awk '$1 == "cluster" {print $2}' <<<"$all")
  while read -r fact object a b c d; do
    case $fact in
      env)
        if [[ $a == PHOIHOP_DATABASE_URL && "$b $c $d" != "secret $cluster-app uri" ]]; then
          echo "$object: $a must be the uri of $cluster-app, which the operator writes"
        fi
        ;;
      arg)
        if [[ $b == *postgres*://* || $b == --database-url* ]]; then echo "$object: argument $a shows the database URL"; fi
        if [[ $a == 1 ]] && ! grep --quiet "^env $object PHOIHOP_DATABASE_URL " <<<"$all"; then
          echo "$object: has no PHOIHOP_DATABASE_URL"
        fi
        ;;
    esac
  done <<<"$all"
}

# check_hardening: whatever starts our program runs without rights.
check_hardening() {
  local all object setting
  all=$(cat)
  awk '$1 == "arg" {print $2}' <<<"$all" | sort --unique | while read -r object; do
    for setting in runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation; do
      grep --quiet -x "hardened $object $setting" <<<"$all" || echo "$object: $setting is not set"
    done
  done
}

kustomize() {
  command -v kubectl >/dev/null || {
    echo 'There is no kubectl.' >&2
    exit "$SKIPPED"
  }
  # Before 1.21 kubectl has a kustomize of 2019, which knows no folders under `resources`.
  local version
  version=$(kubectl version --client 2>/dev/null | grep -o '[Vv]1\.[0-9]*' | head -n 1)
  if [[ ${version#*.} -lt 21 && $1 == */overlays/* ]]; then
    echo "kubectl $version is too old for overlays." >&2
    exit "$SKIPPED"
  fi
  (cd "$ROOT" && kubectl kustomize "$1")
}

manifests() {
  local folder=$1 phoihopd=${2:-} rendered all findings
  rendered=$(kustomize "$folder")
  all=$(facts <<<"$rendered")
  findings=$(
    check_ports <<<"$all"
    check_secrets <<<"$all"
    check_hardening <<<"$all"
    if [[ -n $phoihopd ]]; then
      check_arguments "$phoihopd" <<<"$all"
      check_defaults "$phoihopd" <<<"$all"
    fi
  )
  if [[ -n $findings ]]; then
    printf '%s:\n%s\n' "$folder" "$findings" >&2
    exit 1
  fi
  [[ -n $phoihopd ]] || echo 'phoihopd is not part of this build: its arguments were not compared.'
}

# All packages that the named ones bring along.
closure() {
  local todo=("$@") package
  declare -A seen=()
  while ((${#todo[@]})); do
    package=${todo[0]}
    todo=("${todo[@]:1}")
    [[ -z ${seen[$package]:-} ]] || continue
    seen[$package]=1
    mapfile -t -O "${#todo[@]}" todo < <(
      dpkg-query --show --showformat='${Pre-Depends},${Depends}\n' "$package" 2>/dev/null |
        tr ',|' '\n' | sed -e 's/([^)]*)//' -e 's/:any//' -e 's/ //g' -e '/^$/d'
    )
  done
  printf '%s\n' "${!seen[@]}"
}

image() {
  local phoihopd=${1:-} library owner allowed status=0
  if [[ -z $phoihopd ]] || ! command -v dpkg-query >/dev/null; then
    echo 'phoihopd is not part of this build, or this is not Debian.'
    exit "$SKIPPED"
  fi
  # shellcheck disable=SC1091
  source "$ROOT/.scripts/common.sh"
  # The base image has what every Debian has.
  mapfile -t packages < <(listed_packages image | cut -d' ' -f1)
  allowed=$(closure libc6 libgcc-s1 libstdc++6 zlib1g "${packages[@]}")
  while read -r library; do
    # One of the two paths is unknown to dpkg on every system, which is no failure; both unknown is one.
    owner=$(dpkg-query --search "$library" "/usr$library" 2>/dev/null | head -n 1 | cut -d: -f1) || true
    if [[ -z $owner ]]; then
      echo "phoihopd needs $library, which no package brings" >&2
      status=1
    elif ! grep --quiet -x "$owner" <<<"$allowed"; then
      echo "phoihopd needs $(basename "$library") of $owner, which [image] of .packages does not bring" >&2
      status=1
    fi
  done < <(ldd "$phoihopd" | awk '$3 ~ /^\// {print $3}')
  exit "$status"
}

self() {
  local good failures=0 stub
  good='arg Deployment/phoihopd 1 serve
arg Deployment/phoihopd 2 --grpc
arg Deployment/phoihopd 3 0.0.0.0:50051
arg Deployment/phoihopd 4 --http
arg Deployment/phoihopd 5 0.0.0.0:8080
cluster db
containerPort Deployment/phoihopd grpc 50051
containerPort Deployment/phoihopd http 8080
env Deployment/phoihopd PHOIHOP_DATABASE_URL secret db-app uri
hardened Deployment/phoihopd allowPrivilegeEscalation
hardened Deployment/phoihopd readOnlyRootFilesystem
hardened Deployment/phoihopd runAsNonRoot
probe Deployment/phoihopd livenessProbe /healthz http
probe Deployment/phoihopd readinessProbe /readyz http
probe Deployment/phoihopd startupProbe /healthz http
servicePort Service/phoihopd grpc 50051 grpc
servicePort Service/phoihopd http 8080 http'
  stub=$(mktemp)
  trap 'rm -f "$stub"' EXIT
  # shellcheck disable=SC2016
  printf '#!/bin/bash\n[[ $1 == serve ]] && echo "--grpc ADDRESS [0.0.0.0:50051] --http ADDRESS [0.0.0.0:8080]"\n' >"$stub"
  chmod +x "$stub"

  # finds <text, or nothing> <sed script> <check…>: the check of the changed facts prints the text, or nothing at all.
  finds() {
    local text=$1 script=$2 output
    shift 2
    output=$(sed -e "$script" <<<"$good" | "$@")
    if [[ (-z $text && -n $output) || $output != *"$text"* ]]; then
      printf 'FAILED: %s after %s: "%s", not "%s"\n' "$*" "$script" "$output" "$text" >&2
      failures=$((failures + 1))
    fi
  }

  for check in check_ports check_secrets check_hardening "check_arguments $stub" "check_defaults $stub"; do
    # shellcheck disable=SC2086
    finds '' '' $check
  done
  finds 'where no container listens' 's/50051 grpc$/50052 grpc/' check_ports
  finds 'where no container listens' 's/8080 http$/8080 web/' check_ports
  finds 'which does not exist' 's/readyz http/readyz web/' check_ports
  finds 'no startupProbe' '/startupProbe/d' check_ports
  finds '--http says something else' 's/0.0.0.0:8080/0.0.0.0:8081/' check_ports
  finds 'must be the uri' 's/cluster db/cluster other/' check_secrets
  finds 'must be the uri' 's/secret db-app uri/value/' check_secrets
  finds 'has no PHOIHOP_DATABASE_URL' '/^env/d' check_secrets
  finds 'shows the database URL' 's#0.0.0.0:8080#postgresql://me:secret@db/x#' check_secrets
  finds 'runAsNonRoot is not set' '/runAsNonRoot/d' check_hardening
  finds 'does not know --colour' 's/--http/--colour/' check_arguments "$stub"
  finds 'knows no subcommand dance' 's/1 serve/1 dance/' check_arguments "$stub"
  finds 'which is no default' 's/grpc 50051 grpc/grpc 50052 grpc/' check_defaults "$stub"

  # And the facts of a rendered document are those above.
  local read_back
  read_back=$(facts <<'YAML' | LC_ALL=C sort
apiVersion: v1
kind: Service
metadata:
  labels:
    name: label
  name: phoihopd
spec:
  ports:
  - appProtocol: grpc
    name: grpc
    port: 50051
    targetPort: grpc
  - name: http
    port: 8080
    targetPort: http
  selector:
    name: other
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: phoihopd
spec:
  template:
    spec:
      containers:
      - args:
        - serve
        - --grpc
        - 0.0.0.0:50051
        - --http
        - 0.0.0.0:8080
        env:
        - name: PHOIHOP_DATABASE_URL
          valueFrom:
            secretKeyRef:
              key: uri
              name: db-app
        image: phoihop
        livenessProbe:
          failureThreshold: 6
          httpGet:
            path: /healthz
            port: http
          periodSeconds: 10
        name: phoihopd
        ports:
        - containerPort: 50051
          name: grpc
        - containerPort: 8080
          name: http
        readinessProbe:
          httpGet:
            path: /readyz
            port: http
        resources:
          limits:
            memory: 1Gi
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
        startupProbe:
          httpGet:
            path: /healthz
            port: http
      securityContext:
        runAsNonRoot: true
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata:
  name: db
YAML
  )
  if [[ $read_back != "$good" ]]; then
    echo 'FAILED: facts reads a document wrongly:' >&2
    diff <(echo "$good") <(echo "$read_back") >&2 || true
    failures=$((failures + 1))
  fi
  exit "$((failures > 0))"
}

"$@"
