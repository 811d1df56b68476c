#!/bin/sh
# What passage's README and manual say of `show`, `insert -m -f` and `rm -f`, over the real age: the store
# at PASSAGE_DIR, identities at PASSAGE_IDENTITIES_FILE, recipients from the nearest .age-recipients, else
# the identities'. No distribution packages passage itself (Debian's package of that name is a game).
set -eu
umask 077
store=${PASSAGE_DIR:-$HOME/.passage/store}
identities=${PASSAGE_IDENTITIES_FILE:-$HOME/.passage/identities}
die() { echo "Error: $*" >&2; exit 1; }

command=$1; shift
multiline=; force=
while [ $# -gt 0 ]; do
  case $1 in
    -m) multiline=1; shift ;;
    -f) force=1; shift ;;
    --) shift; break ;;
    -*) die "unknown option $1" ;;
    *) break ;;
  esac
done
[ $# -eq 1 ] || die 'one pass-name is needed'
case /$1/ in */../*) die "You've attempted to pass a sneaky path to passage." ;; esac
file=$store/$1.age

case $command in
  show)
    [ -f "$file" ] || die "$1 is not in the password store."
    exec "${PASSAGE_AGE:-age}" -d -i "$identities" "$file" ;;
  insert)
    [ -n "$multiline" ] || die 'the stand-in knows no other insert'
    [ -n "$force" ] || [ ! -e "$file" ] || die "An entry already exists for $1."
    mkdir -p "$(dirname "$file")"
    at=$(dirname "$file")
    while [ "$at" != "$store" ] && [ ! -f "$at/.age-recipients" ]; do at=$(dirname "$at"); done
    echo "Enter contents of $1 and press Ctrl+D when finished:"
    if [ -f "$at/.age-recipients" ]; then
      "${PASSAGE_AGE:-age}" -e -R "$at/.age-recipients" -o "$file" || die 'Password encryption aborted.'
    else
      "${PASSAGE_AGE:-age}" -e -i "$identities" -o "$file" || die 'Password encryption aborted.'
    fi ;;
  rm)
    [ -f "$file" ] || die "$1 is not in the password store."
    rm -f "$file" ;;
  *) die "the stand-in has no command $command" ;;
esac
