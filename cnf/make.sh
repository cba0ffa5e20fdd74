# Makes the distribution when the sources have changed, and runs the tests. Sourced by the script ashlar; POSIX sh.
# $root is the checkout. The distribution is built beside the one in use and then put in its place, so that a platform
# that runs keeps its jars.

# One line that changes when a source of the distribution does: names and contents, not times.
source_stamp() {
  (cd "$root" && find pom.xml build cnf bundles hardware-backends frontends runtime launcher \
    \( -name target -o -path '*/src/test' -o -path cnf/baseline -o -path cnf/cache \) -prune -o -type f \
    \( -path build -o -name '*.java' -o -name pom.xml -o -name '*.bnd' -o -name '*.sh' -o -path '*/src/main/*' \) -exec cksum {} + |
    LC_ALL=C sort -k 3 | cksum)
}

# The folder for what cannot be written into the checkout.
cache_folder() {
  for base in "${ASHLAR_HOME:-}" "${XDG_CACHE_HOME:+$XDG_CACHE_HOME/ashlar}" "${HOME:+$HOME/.cache/ashlar}" "${TMPDIR:-/tmp}/ashlar-$(id -un 2>/dev/null || id -u)"; do
    [ -n "$base" ] && mkdir -p "$base/build" 2>/dev/null && [ -w "$base/build" ] && { printf '%s\n' "$base/build"; return 0; }
  done
  return 1
}

# A copy of the checkout for a read-only one; the same checkout always gets the same copy.
copy_folder() {
  cache=$(cache_folder) || return 1
  printf '%s/%s\n' "$cache" "$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)"
}

# Prints the distribution that fits the sources, wherever it was built; fails where there is none.
find_distribution() {
  # While its archive is made a distribution is the one to take, whatever has been edited meanwhile.
  [ -z "${ASHLAR_MADE:-}" ] || { printf '%s\n' "$ASHLAR_MADE"; return 0; }
  stamp=$(source_stamp)
  for tree in "$root" "$(copy_folder)"; do
    built=$tree/launcher/distribution/target/ashlar
    [ -n "$tree" ] && [ -r "$built/stamp" ] && [ "$(cat "$built/stamp")" = "$stamp" ] && { printf '%s\n' "$built"; return 0; }
  done
  return 1
}

# Sets $tree to a folder that can be built in: the checkout, or its copy where it is read-only.
writable_tree() {
  tree=$root
  mkdir -p "$root/var" 2>/dev/null && (: >"$root/var/.writable") 2>/dev/null && { rm -f "$root/var/.writable"; return 0; }
  tree=$(copy_folder) && mkdir -p "$tree/var" || {
    echo "ashlar: $root is read-only and no folder for a copy is writable: set ASHLAR_HOME to one" >&2
    return 1
  }
  echo "ashlar: $root is read-only: building in $tree" >&2
}

# Brings the sources of the copy up to date; called under the lock. Built files stay, so that only changes are built.
refresh_tree() {
  [ "$tree" = "$root" ] && return 0
  (cd "$tree" && find . -path ./var -prune -o -name target -prune -o -type f -exec rm -f {} +) &&
    (cd "$root" && find . \( -name target -o -path ./var -o -name .git \) -prune -o -type f -print | tar cf - -T - 2>/dev/null) | (cd "$tree" && tar xf -)
}

# Waits until no other process builds in $tree, then keeps the others waiting until unlock_tree.
lock_tree() {
  lock=$tree/var/build.lock
  said=
  until mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null && ! ps -p "$owner" >/dev/null 2>&1; then
      # Its process is gone: whoever can move the lock away removes it.
      mv "$lock" "$lock.dead.$$" 2>/dev/null && rm -rf "$lock.dead.$$"
      continue
    fi
    [ -n "$said" ] || { echo "ashlar: process ${owner:-?} is building: waiting for it" >&2; said=yes; }
    sleep 1
  done
  trap 'unlock_tree' 0
  trap 'exit 130' 2
  trap 'exit 143' 1 15
  echo $$ >"$lock/pid"
}

unlock_tree() {
  rm -rf "$lock"
  trap - 0 1 2 15
}

# Runs Maven in $tree; where the user's own repository cannot be written, the copy gets one.
run_maven() {
  local_repository=
  # Java takes the home folder from the user's entry, not from HOME.
  home=$(eval "printf '%s' ~$(id -un 2>/dev/null)")
  if ! mkdir -p "$home/.m2/repository" 2>/dev/null || ! [ -w "$home/.m2/repository" ]; then
    own=$(cache_folder) || { echo "ashlar: no folder for Maven's files is writable: set ASHLAR_HOME to one" >&2; return 3; }
    local_repository=-Dmaven.repo.local=$own/m2
  fi
  (cd "$tree" && sh ./build -B -Dstyle.color=never ${local_repository:+"$local_repository"} "$@")
}

# Turns Maven's lines into progress: a bar on a terminal, elsewhere one line per tenth.
progress() {
  done_before=0
  fetched=0
  while IFS= read -r line; do
    case $line in
      *'Downloaded from '*)
        fetched=$((fetched + 1))
        [ -n "$bar" ] && [ $((fetched % 10)) -eq 0 ] && printf '\r  fetching: %d files  ' "$fetched" >&2
        ;;
      *'Building '*'['*/*']'*)
        counts=${line##*[}
        counts=${counts%%]*}
        at=${counts%%/*}
        of=${counts##*/}
        tenths=$(((at - 1) * 10 / of))
        if [ -n "$bar" ]; then
          module=${line#*Building }
          printf '\r  [%.*s%.*s] %s/%s %-32s' "$tenths" '##########' $((10 - tenths)) '          ' "$at" "$of" "${module%% *}" >&2
        elif [ "$tenths" -gt "$done_before" ]; then
          done_before=$tenths
          echo "  ${tenths}0 %" >&2
        fi
        ;;
    esac
  done
  [ -n "$bar" ] && printf '\r%60s\r' '' >&2
}

# Runs Maven with its output in file $1 and progress on standard error; returns Maven's exit code.
show_maven() {
  log=$1
  shift
  bar=
  [ -t 2 ] && [ "${TERM:-dumb}" != dumb ] && bar=yes
  { run_maven "$@" 2>&1; echo $? >"$log.code"; } | tee "$log" | progress
  return "$(cat "$log.code")"
}

# The lines of a log that say what is wrong, without Maven's advice about itself.
complaints() {
  grep -E '^\[ERROR\]|^ashlar:' "$1" | grep -v -E 'Help 1|Re-run Maven|For more information|To see the full|After correcting|mvn <args>|See dump|^\[ERROR\] *$' |
    head -40 >&2
}

# Builds what running needs and sets $made; two of these at once wait for each other.
make_distribution() {
  writable_tree && lock_tree || return 1
  if made=$(find_distribution); then
    unlock_tree
    return 0
  fi
  stamp=$(source_stamp)
  began=$(date +%s)
  target=$tree/launcher/distribution/target
  echo "ashlar: building (the log is $tree/var/build.log)" >&2
  refresh_tree && rm -rf "$target/new" &&
    show_maven "$tree/var/build.log" package -T1C -pl launcher/distribution -am -Dmaven.test.skip=true "-Dashlar.distribution=$target/new"
  if [ $? -ne 0 ]; then
    complaints "$tree/var/build.log"
    echo "ashlar: the build failed: everything it said is in $tree/var/build.log" >&2
    unlock_tree
    return 1
  fi
  printf '%s\n' "$stamp" >"$target/new/stamp"
  [ -d "$target/ashlar/plugins" ] && cp -p "$target/ashlar/plugins/"*.jar "$target/new/plugins/" 2>/dev/null
  rm -rf "$target/old"
  [ -d "$target/ashlar" ] && mv "$target/ashlar" "$target/old"
  mv "$target/new" "$target/ashlar" && rm -rf "$target/old"
  made=$target/ashlar
  make_archive
  echo "ashlar: built in $(($(date +%s) - began)) s" >&2
  unlock_tree
}

# The file name of the class archive for this JDK.
archive_name() {
  printf 'classes-%s.jsa\n' "$(cksum <"$JAVA_HOME/release" | cut -d ' ' -f 1)"
}

# Starts the new distribution once and keeps its classes in the form in which it starts fastest; no harm where it fails.
make_archive() {
  [ "${ASHLAR_ARCHIVE:-on}" != off ] && (
    cd "$made/etc" || exit
    ASHLAR_MADE=$made ASHLAR_JAVA_OPTIONS=-XX:ArchiveClassesAtExit=part.jsa ASHLAR_HOME=$tree/var sh "$root/ashlar" services </dev/null >"$tree/var/archive.log" 2>&1 &&
      mv part.jsa "$(archive_name)"
  ) 2>/dev/null
}

# Builds everything, checks it and runs all tests; the last line counts them. Arguments go to Maven.
run_tests() {
  writable_tree && lock_tree || return 3
  refresh_tree
  find "$tree" -path '*/target/surefire-reports/*' -name 'TEST-*.xml' -exec rm -f {} +
  echo "ashlar: building and testing (the log is $tree/var/test.log)" >&2
  show_maven "$tree/var/test.log" verify --fail-at-end -Dmaven.test.failure.ignore=true -Pcheck,format "-Dashlar.distribution=$tree/launcher/distribution/target/tested" "$@"
  code=$?
  complaints "$tree/var/test.log"
  warned=$(grep -c '^\[WARNING\].*\[NullAway\]' "$tree/var/test.log")
  [ "$warned" -eq 0 ] || echo "ashlar: NullAway warns at $warned places (they are in the log)" >&2
  find "$tree" -path '*/target/surefire-reports/*' -name 'TEST-*.xml' -exec grep -h '<testsuite ' {} + >"$tree/var/test.counts"
  awk '
    function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0 }
    { tests += count("tests"); bad += count("errors") + count("failures"); skipped += count("skipped") }
    END { printf "%d passed, %d failed, %d skipped\n", tests - bad - skipped, bad, skipped }' "$tree/var/test.counts" >"$tree/var/test.summary"
  grep -q '^[1-9][0-9]* passed, 0 failed' "$tree/var/test.summary" || code=1
  [ "$code" -eq 0 ] || echo "ashlar: not everything passed: everything the build said is in $tree/var/test.log" >&2
  unlock_tree
  cat "$tree/var/test.summary"
  [ "$code" -eq 0 ] || return 1
}
