# shellcheck shell=bash
# For scripts that start a JVM: find_java prints the java of a JDK that is new enough. The caller has die.

WANTED_JDK=25

# Prints the major version of the JDK in directory $1, or nothing.
major_version() {
  local line
  [[ -x $1/bin/java && -r $1/release ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      printf '%s' "${BASH_REMATCH[1]}"
      return
    fi
  done <"$1/release"
}

find_java() {
  local home version on_path places best='' best_version=0
  shopt -s nullglob
  places=("${JAVA_HOME:-}" "${JAVA25_HOME:-}")
  if on_path=$(command -v java); then
    on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
    places+=("${on_path%/bin/java}")
  fi
  for home in "${places[@]}"; do # what the user has chosen, if it is new enough
    [[ -n $home ]] || continue
    version=$(major_version "$home")
    if ((${version:-0} >= WANTED_JDK)); then
      printf '%s/bin/java' "$home"
      return
    fi
  done
  for home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.jenv/versions/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    version=$(major_version "$home")
    # The oldest that is new enough: what the build was tested with.
    if ((${version:-0} >= WANTED_JDK && (best_version == 0 || version < best_version))); then
      best=$home best_version=$version
    fi
  done
  [[ -n $best ]] || die "no JDK $WANTED_JDK or newer found: install one (e.g. Temurin $WANTED_JDK), or set JAVA_HOME to where it is"
  printf '%s/bin/java' "$best"
}
