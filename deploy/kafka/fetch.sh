#!/bin/sh
# Fetches the jars of a local Kafka broker with Maven, which knows its own
# mirrors and credentials, checks each against jars.sha256, and leaves them in
# FOLDER: all of them or none. Does nothing when they are there.
#
#   usage: fetch.sh [FOLDER]     prints where they are
#
# After raising a version in pom.xml, make the list anew with
#   mvn -f pom.xml -Djars=/tmp/jars dependency:copy-dependencies
#   (cd /tmp/jars && sha256sum *.jar) > jars.sha256
#
# Exit codes: 0 fetched or there, 3 no Maven, 4 Maven failed, 5 a jar is not
# the one we pinned, 6 the folder could not be written.
set -eu
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd "$here" && pwd)
version=$(sed -n 's/.*<kafka.version>\(.*\)<.*/\1/p' "$here/pom.xml")
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}
folder=${1:-$cache/loopledger/kafka-$version}

fail() {
  code=$1
  shift
  echo "error: $*" >&2
  exit "$code"
}

# pinned JARS: are these files the ones in the list?
pinned() { (cd "$1" && sha256sum --check --quiet "$here/jars.sha256"); }

if [ -d "$folder" ] && pinned "$folder" >/dev/null 2>&1; then
  echo "$folder"
  exit 0
fi
command -v mvn >/dev/null ||
  fail 3 "there is no mvn on the PATH; the package maven has it"
if ! mkdir -p "${folder%/*}" 2>/dev/null ||
  ! partial=$(mktemp -d "$folder.XXXXXX" 2>/dev/null); then
  fail 6 "could not write beside $folder"
fi
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT TERM

mvn -B -q -C -Dstyle.color=never -f "$here/pom.xml" -Djars="$partial/jars" \
  dependency:copy-dependencies >"$partial/maven.log" 2>&1 || {
  grep -m 1 -o '\[ERROR\] [^ ].*' "$partial/maven.log" >&2 ||
    cat "$partial/maven.log" >&2
  fail 4 "Maven could not fetch Kafka's jars; it needs its repository once"
}
pinned "$partial/jars" >"$partial/sums.log" 2>&1 || {
  cat "$partial/sums.log" >&2
  fail 5 "Maven fetched another jar than the one pinned in jars.sha256"
}
[ ! -d "$folder" ] || mv -T "$folder" "$partial/old" 2>/dev/null || true
# Somebody else may have been faster.
mv -T "$partial/jars" "$folder" 2>/dev/null || [ -d "$folder" ] ||
  fail 6 "could not make $folder"
echo "$folder"
