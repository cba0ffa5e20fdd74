# Builds the peers that ./ashlar bench compares with, where they are asked for. Sourced by the script ashlar after make.sh;
# POSIX sh. They are no part of the distribution: a folder of jars of their own, fetched and built once.

# One line that changes when a source of the peers does.
peers_stamp() {
  (cd "$root" && find runtime/peers launcher/models/src/main/java/org/ashlar/models/bench cnf/parent/pom.xml -name target -prune -o -type f -exec cksum {} + |
    LC_ALL=C sort -k 3 | cksum)
}

# Prints the folder of the peers that fits the sources; fails where there is none.
find_peers() {
  stamp=$(peers_stamp)
  for tree in "$root" "$(copy_folder)"; do
    built=$tree/runtime/peers/target/peers
    [ -n "$tree" ] && [ -r "$built/stamp" ] && [ "$(cat "$built/stamp")" = "$stamp" ] && { printf '%s\n' "$built"; return 0; }
  done
  return 1
}

# Whether the arguments of bench ask for another system.
wants_peers() {
  before=
  for word in "$@"; do
    case $before$word in
      --against=none | --against=reference | '--against none' | '--against reference' | -h | --help) return 1 ;;
    esac
    case $word in --against) before='--against ' ;; *) before= ;; esac
  done
  return 0
}

# Sets $peers to their folder; builds them first where that is needed.
make_peers() {
  if peers=$(find_peers); then
    return 0
  fi
  writable_tree && lock_tree || return 1
  stamp=$(peers_stamp)
  target=$tree/runtime/peers/target
  echo "ashlar: fetching and building the peers (the log is $tree/var/peers.log)" >&2
  refresh_tree && rm -rf "$target/new" &&
    show_maven "$tree/var/peers.log" package -T1C -pl runtime/peers -am -Dmaven.test.skip=true "-Dashlar.peers=$target/new"
  if [ $? -ne 0 ]; then
    complaints "$tree/var/peers.log"
    echo "ashlar: the peers could not be built: the first time needs Maven Central; --against none measures ours alone" >&2
    unlock_tree
    return 1
  fi
  printf '%s\n' "$stamp" >"$target/new/stamp"
  rm -rf "$target/peers" && mv "$target/new" "$target/peers"
  peers=$target/peers
  unlock_tree
}
