# shellcheck shell=bash
# For scripts that start a JVM: find_java sets java to that of a JDK that is new enough. The caller has die.
# It is a part of every start, so it goes without subshells.

WANTED_JDK=25

# Sets version to the major version of the JDK in directory $1, or to 0.
major_version() {
  local line
  version=0
  [[ -x $1/bin/java && -r $1/release ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      version=${BASH_REMATCH[1]}
      return
    fi
  done <"$1/release"
}

find_java() {
  local home version on_path best='' best_version=0
  shopt -s nullglob
  for home in ${JAVA_HOME:+"$JAVA_HOME"} ${JAVA25_HOME:+"$JAVA25_HOME"} PATH; do # what the user has chosen, if it is new enough
    if [[ $home == PATH ]]; then
      on_path=$(type -P java) || continue
      home=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
      home=${home%/bin/java}
    fi
    major_version "$home"
    if ((version >= WANTED_JDK)); then
      java=$home/bin/java
      return
    fi
  done
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.jenv/versions/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    major_version "$home"
    # The oldest that is new enough: what the build was tested with.
    if ((version >= WANTED_JDK && (best_version == 0 || version < best_version))); then
      best=$home best_version=$version
    fi
  done
  [[ -n $best ]] || die "no JDK $WANTED_JDK or newer found: install one (e.g. Temurin $WANTED_JDK), or set JAVA_HOME to where it is"
  # shellcheck disable=SC2034 # the caller's
  java=$best/bin/java
}
