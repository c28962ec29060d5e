# shellcheck shell=sh
# Sourced by topic.sh and acls.sh: Kafka's own command-line tools, wherever they
# are, and what both scripts say in the same way.
#
#   KAFKA_BIN         the folder of kafka-topics.sh and its like; else the PATH,
#                     the place in Kafka's image, or the jars of fetch.sh
#   COMMAND_CONFIG    a file with how an administrator of the cluster signs in

fail() {
  echo "error: $*" >&2
  exit 2
}

say() { printf '%s\n' "$*" >&2; }

# kafka_tool NAME CLASS WORDS..: NAME.sh of Kafka, or its class from the jars.
kafka_tool() {
  name=$1
  class=$2
  shift 2
  [ -z "${COMMAND_CONFIG:-}" ] ||
    set -- "$@" --command-config "$COMMAND_CONFIG"
  for folder in "${KAFKA_BIN:-}" /opt/kafka/bin; do
    [ -x "$folder/$name.sh" ] || continue
    "$folder/$name.sh" "$@"
    return
  done
  if command -v "$name.sh" >/dev/null; then
    "$name.sh" "$@"
    return
  fi
  # shellcheck disable=SC2154  # Whoever sources this says where it is.
  jars=$("$here/fetch.sh") || fail "there is no $name.sh, and no jars either"
  log4j=$here/tools.log4j2.properties
  java -Xmx256m -XX:TieredStopAtLevel=1 \
    "-Dlog4j2.configurationFile=$log4j" -cp "$jars/*" "$class" "$@"
}
