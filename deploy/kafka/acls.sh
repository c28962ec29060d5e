#!/bin/sh
# Says who may do what with a ledger's topic: one principal writes it, the
# ledger's own; readers read it. A cluster with an authorizer denies the rest.
#
#   usage: acls.sh BOOTSTRAP LEDGER WRITER [READER..]
#
# WRITER and READER are principals, such as User:ledger-north or the name of a
# certificate, User:CN=ledger-north. Run it again to add readers; --remove in
# front of BOOTSTRAP takes away what it gives. tool.sh says where Kafka's tools
# are looked for, and how to sign in.
set -eu
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd "$here" && pwd)
# shellcheck source=deploy/kafka/tool.sh
. "$here/tool.sh"

action=--add
if [ "${1:-}" = --remove ]; then
  action="--remove --force"
  shift
fi
[ $# -ge 3 ] ||
  fail "usage: acls.sh [--remove] BOOTSTRAP LEDGER WRITER [READER..]"
bootstrap=$1
ledger=$2
writer=$3
shift 3
topic=loopledger.$ledger
case $writer in *:*) ;; *) fail "\"$writer\" is no principal; User:NAME is" ;; esac
for reader in "$@"; do
  case $reader in *:*) ;; *) fail "\"$reader\" is no principal; User:NAME is" ;; esac
done

acls() {
  # shellcheck disable=SC2086  # An action is one or two words.
  kafka_tool kafka-acls org.apache.kafka.tools.AclCommand \
    --bootstrap-server "$bootstrap" $action "$@"
}

say "$topic: $writer writes"
acls --topic "$topic" --allow-principal "$writer" \
  --operation Write --operation Read --operation Describe \
  --operation DescribeConfigs
# With several servers on a ledger, a consumer group says which one tries to
# take the seat; its name begins as the topic's does.
acls --group "$topic" --resource-pattern-type prefixed \
  --allow-principal "$writer" --operation Read --operation Describe
for reader in "$@"; do
  say "$topic: $reader reads"
  acls --topic "$topic" --allow-principal "$reader" \
    --operation Read --operation Describe
  # Its groups have names apart from the ledger's own, which it must not join.
  acls --group "reader.$topic." --resource-pattern-type prefixed \
    --allow-principal "$reader" --operation Read --operation Describe
done
