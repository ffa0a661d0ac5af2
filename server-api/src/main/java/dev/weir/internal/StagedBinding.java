package dev.weir.internal;

import dev.weir.annotation.Internal;
import dev.weir.spi.transport.Binding;
import dev.weir.tls.UnusableCertificateException;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A binding whose connections pass a stage before they reach their acceptor. */
@Internal
public abstract class StagedBinding implements Binding {
  private final Binding binding;
  private @Nullable CompletionStage<Void> closed; // under the lock of this object

  /**
   * Around the binding that accepts.
   *
   * @param binding whose connections the stage is given
   */
  protected StagedBinding(Binding binding) {
    this.binding = binding;
  }

  /** Nothing more is accepted: once. */
  protected abstract void acceptingEnded();

  @Override
  public final SocketAddress address() {
    return binding.address();
  }

  @Override
  public final void resumeAccepting() {
    binding.resumeAccepting();
  }

  @Override
  public void reloadCertificates() throws UnusableCertificateException {
    binding.reloadCertificates();
  }

  @Override
  public final synchronized CompletionStage<Void> close() {
    CompletionStage<Void> already = closed;
    if (already == null) {
      already = binding.close().whenComplete((nothing, failure) -> acceptingEnded());
      closed = already;
    }
    return already;
  }
}
