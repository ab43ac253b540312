# A generative adversarial network (Goodfellow et al., 2014): a generator learns to make points like those
# of circle.csv, from a discriminator that learns to tell them apart.
block generator(noise) {
  let first  = relu(dense(noise, 32))
  let second = relu(dense(first, 32))
  return dense(second, 2)
}

block discriminator(points) {
  let first  = leaky_relu(dense(points, 32), 0.2)
  let second = leaky_relu(dense(first, 32), 0.2)
  return dense(second, 1)
}

model gan {
  input point : f32[batch, 2]

  let noise = random_normal([batch, 4])
  let made  = generator(noise) as g

  # Both kinds side by side: one discriminator looks at them all.
  let pairs  = concat([reshape(point, [batch, 1, 2]), reshape(made, [batch, 1, 2])], axis = 1)
  let scores = discriminator(pairs) as d
  let real   = scores[:, 0, 0]
  let fake   = scores[:, 1, 0]

  let d_loss = mean(softplus(-real)) + mean(softplus(fake))
  let g_loss = mean(softplus(-fake))
  let d_accuracy = (mean(cast(real > 0, f32)) + mean(cast(fake < 0, f32))) / 2

  output sample = made
}

train {
  data   = csv("circle.csv", point = columns("x", "y"))
  batch  = 50
  epochs = 300

  phase discriminator {
    loss      = d_loss
    update    = ["d.*"]
    optimizer = adam(lr = 2e-3, beta1 = 0.5)
    metrics   = [d_accuracy]
  }
  phase generator {
    loss      = g_loss
    update    = ["g.*"]
    optimizer = adam(lr = 1e-3, beta1 = 0.5)
  }
}
