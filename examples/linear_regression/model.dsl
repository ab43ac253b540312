# The price of a house from its area and its age: least squares by gradient descent.
model linear_regression {
  input  house : f32[batch, 2]
  target price : f32[batch]

  # Areas are some hundred square metres, ages some decades: both scaled to about one.
  let x         = house / 100
  let predicted = reshape(dense(x, 1), [batch])

  output estimate = predicted
  loss   = mean_squared_error(predicted, price)
  metric absolute = mean_absolute_error(predicted, price)
}

train {
  data      = csv("houses.csv", house = columns("area", "age"), price = columns("price"), split = 0.8)
  batch     = 20
  epochs    = 30
  optimizer = momentum(lr = 0.1)
}
