#!/bin/sh
# Makes the topic of a ledger with the settings that a ledger needs, or shows
# the one that is there. `loopledger serve` makes a missing one, too; use this
# where its principal may not.
#
#   usage: topic.sh BOOTSTRAP LEDGER [REPLICAS]
#
# REPLICAS is 3 unless said; 1 only on a cluster of one broker. tool.sh says
# where Kafka's tools are looked for, and how to sign in.
set -eu
case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd "$here" && pwd)
# shellcheck source=deploy/kafka/tool.sh
. "$here/tool.sh"

[ $# = 2 ] || [ $# = 3 ] || fail "usage: topic.sh BOOTSTRAP LEDGER [REPLICAS]"
bootstrap=$1
topic=loopledger.$2
replicas=${3:-3}
case $replicas in
  1 | 2) in_sync=1 ;;
  [3-9]) in_sync=2 ;;
  *) fail "\"$replicas\" is no number of replicas" ;;
esac

topics() {
  kafka_tool kafka-topics org.apache.kafka.tools.TopicCommand \
    --bootstrap-server "$bootstrap" "$@"
}

say "making $topic with $replicas replicas, unless it is there"
# One partition: a ledger is one order. Nothing is ever dropped: not by age, not
# by size, not by a later record of the same key, and not by a replica that has
# fallen behind and becomes the leader.
topics --create --if-not-exists --topic "$topic" \
  --partitions 1 --replication-factor "$replicas" \
  --config cleanup.policy=delete \
  --config retention.ms=-1 \
  --config retention.bytes=-1 \
  --config unclean.leader.election.enable=false \
  --config "min.insync.replicas=$in_sync" \
  --config max.message.bytes=1048588 \
  --config message.timestamp.type=CreateTime
topics --describe --topic "$topic"
