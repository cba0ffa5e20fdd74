# Finds a JDK of version 25 or later without starting one: its version stands in the file `release`.
# Sourced by the scripts ashlar and build; POSIX sh.

# The version of the JDK in folder $1, or nothing where there is none with a compiler.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the home of the first JDK that is new enough.
find_jdk() {
  for jdk in "${JAVA25_HOME:-}" "${JDK25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /usr/local/java* \
      /usr/local/openjdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.m2/jdks/* \
      "${HOME:-/nonexistent}"/.asdf/installs/java/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$jdk" ] || continue
    version=$(jdk_version "$jdk") && [ "${version:-0}" -ge 25 ] && { printf '%s\n' "$jdk"; return 0; }
  done
  on_path=$(command -v javac) || return 1
  while [ -L "$on_path" ]; do
    link=$(readlink "$on_path")
    case $link in /*) on_path=$link ;; *) on_path=$(dirname -- "$on_path")/$link ;; esac
  done
  jdk=$(CDPATH= cd -- "$(dirname -- "$on_path")/.." 2>/dev/null && pwd -P) || return 1
  version=$(jdk_version "$jdk") && [ "${version:-0}" -ge 25 ] && printf '%s\n' "$jdk"
}

no_jdk() {
  echo "ashlar: no JDK of version 25 or later found: install one (for example Temurin 25, https://adoptium.net) or set JAVA_HOME to it" >&2
}
