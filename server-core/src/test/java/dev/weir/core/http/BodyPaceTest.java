package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyPaceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final BodyPace.Rule RULE = new BodyPace.Rule(30 * SECOND, 100, 5 * SECOND);

  @Test
  void aBodyHasTheGraceAndTheTimeThatItsBytesTake() {
    BodyPace pace = new BodyPace(RULE, 0);
    assertThat(pace.dueIn(true, 0)).isEqualTo(5 * SECOND);
    pace.came(200, SECOND);
    assertThat(pace.dueIn(true, SECOND)).isEqualTo(6 * SECOND);
  }

  @Test
  void aLateBodyIsRefusedAtTheSecondLook() {
    BodyPace pace = new BodyPace(RULE, 0);
    long again = pace.dueIn(true, 6 * SECOND);
    assertThat(again).isPositive();
    assertThat(pace.dueIn(true, 6 * SECOND + again)).isNotPositive();
    assertThat(pace.problem(6 * SECOND + again).detail()).contains("too slowly");
  }

  @Test
  void whatHadComeByTheSecondLookCounts() {
    BodyPace pace = new BodyPace(RULE, 0);
    assertThat(pace.dueIn(true, 6 * SECOND)).isPositive();
    pace.came(500, 6 * SECOND);
    assertThat(pace.dueIn(true, 6 * SECOND)).isEqualTo(4 * SECOND);
  }

  @Test
  void timeInWhichTheClientIsHeldDoesNotCount() {
    BodyPace pace = new BodyPace(RULE, 0);
    pace.came(100, SECOND);
    pace.hold(SECOND);
    assertThat(pace.dueIn(false, 1_000 * SECOND)).isPositive();
    pace.resume(1_001 * SECOND);
    assertThat(pace.dueIn(true, 1_001 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void withoutALeastRateOnlySilenceIsTooSlow() {
    BodyPace pace = new BodyPace(new BodyPace.Rule(30 * SECOND, 0, 5 * SECOND), 0);
    pace.came(1, 29 * SECOND);
    assertThat(pace.dueIn(true, 58 * SECOND)).isEqualTo(SECOND);
    assertThat(pace.dueIn(true, 59 * SECOND)).isNotPositive();
    assertThat(pace.problem(59 * SECOND).detail()).contains("stalled");
  }
}
