#!/bin/bash
# Records real SIP traffic on the loopback interface: SIPp as client and server, captured by tcpdump.
#
#   tests/trace/record.sh [OUTPUT.pcap]        (default: loopback.pcap beside this script)
#
# Needs bash, sipp (Debian package sip-tester), tcpdump, and the right to capture (root). Uses UDP ports
# 5060 and 5061 of 127.0.0.1 only; takes half a minute and stops by itself whatever happens.
set -euo pipefail
export LC_ALL=C  # octets, not characters

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=$(realpath -m "${1:-$here/loopback.pcap}")
work=$(mktemp -d)
capture=
server=

cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$capture" ] || kill "$capture" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

fail() {
    echo "record.sh: $*" >&2
    exit 1
}

# wait_until COMMAND...: until it succeeds, at most ten seconds.
wait_until() {
    for _ in {1..200}; do
        if "$@"; then return; fi
        sleep 0.05
    done
    fail "gave up waiting for: $*"
}

listening() { grep -q 'listening on lo' "$work/tcpdump.log"; }

# The local address column of /proc/net/udp ends with the port in hex: 13C4 is 5060.
server_bound() { grep -q ':13C4 ' /proc/net/udp; }
server_gone() { ! server_bound; }

# Everything bound to loopback; no retransmissions, so that every message is in the trace once.
common=(-i 127.0.0.1 -bind_local -ci 127.0.0.1 -mi 127.0.0.1 -nr -nostdin)

# exchange CALLS "SERVER ARGUMENTS" "CLIENT ARGUMENTS" [KEY VALUE]...: runs a server and a client against
# it, each for at most one minute. KEY is a [keyword] of the scenarios.
exchange() {
    local server_arguments=$2 client_arguments=$3 options=("${common[@]}" -m "$1")
    shift 3
    while [ $# -gt 0 ]; do
        options+=(-key "$1" "$2")
        shift 2
    done
    wait_until server_gone
    # shellcheck disable=SC2086  # the arguments are words without blanks
    timeout 60 sipp $server_arguments "${options[@]}" -p 5060 >"$work/server.log" 2>&1 &
    server=$!
    wait_until server_bound
    # shellcheck disable=SC2086
    timeout 60 sipp 127.0.0.1:5060 $client_arguments "${options[@]}" -p 5061 -l 1 \
        >"$work/client.log" 2>&1 || fail "client failed: $client_arguments ${options[*]}"
    wait "$server" || fail "server failed: $server_arguments ${options[*]}"
    server=
}

# scenario NAME [METHOD STATUS_CODE]: copies a scenario into the working directory. SIPp allows no
# keywords where it matches messages, so method and status code are filled in here.
scenario() {
    sed "s/\"METHOD\"/\"${2-}\"/; s/CSeq: 1 METHOD/CSeq: 1 ${2-}/; s/\"STATUS_CODE\"/\"${3-}\"/" \
        "$here/scenarios/$1.xml" >"$work/$1.xml"
}

cd "$work" # SIPp drops its logs into the working directory
timeout 300 tcpdump -i lo -n --immediate-mode -U -w - \
    'udp and src host 127.0.0.1 and dst host 127.0.0.1 and (port 5060 or port 5061)' \
    >"$work/trace.pcap" 2>"$work/tcpdump.log" &
capture=$!
wait_until listening

for name in call provisional cancel register; do
    calls=1
    [ "$name" != call ] || calls=10
    scenario "$name-uac"
    scenario "$name-uas"
    exchange "$calls" "-sf $name-uas.xml" "-sf $name-uac.xml"
done

# One call or transaction for every line of the table.
while IFS='|' read -r method request_header code phrase response_header; do
    case $method in
        '' | '#'*) continue ;;
        INVITE) kind=invite ;;
        *) kind=request ;;
    esac
    user=bob@
    [ "$method" != REGISTER ] || user=
    scenario "$kind-uac" "$method" "$code"
    scenario "$kind-uas" "$method" "$code"
    exchange 1 "-sf $kind-uas.xml" "-sf $kind-uac.xml" \
        request_line "$method sip:${user}127.0.0.1:5060 SIP/2.0" \
        request_header "$(printf '%b' "$request_header")" \
        status_line "SIP/2.0 $code $(printf '%b' "$phrase")" \
        response_header "$(printf '%b' "$response_header")"
done <"$here/scenarios/answers.txt"

sleep 1 # let tcpdump write the last message
kill "$capture"
wait "$capture" || fail "tcpdump failed: $(cat "$work/tcpdump.log")"
capture=
grep -q '^0 packets dropped by kernel' "$work/tcpdump.log" || fail "tcpdump lost packets; record again"
cp "$work/trace.pcap" "$output"
echo "$output: $(stat -c %s "$output") octets, $(grep 'packets captured' "$work/tcpdump.log")"
