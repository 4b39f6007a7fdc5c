import torch

import torch.nn as nn

from torch.nn.parallel import DistributedDataParallel

from torch.cuda.amp import GradScaler, autocast

from torch.utils.data import DataLoader


# Assume you have a GPT-2 model and dataset defined
model = GPT2(embed_size=256, heads=8, num_layers=6, vocab_size=10000)
dataset = rDataset(...)


# Initialize Distributed Data Parallel (DDP) if available
if torch.cuda.device_count() > 1:
    model = nn.DataParallel(model)


# Initialize Fully Sharded Data Parallel (FSDP) if available
if fsdp_available:
    from fsdp import FullyShardedDataParallel
    model = FullyShardedDataParallel(model)


# Set device and move model to GPU
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = model.to(device)




# Define optimizer and other necessary components
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)

# Training loop
num_epochs = 10
train_loader = DataLoader(dataset, batch_size=32, shuffle=True)
for epoch in range(num_epochs):
    model.train()
    for batch in train_loader:
        inputs, targets = batch
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()

        # Use autocast for mixed-precision training (optional)
        with autocast():
            outputs = model(inputs)

        # Define your loss function and compute the loss
        loss = your_loss_function(outputs, targets)

        scaler = GradScaler()
        scaler.scale(loss).backward()

        # Gradient clipping if needed
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)

        scaler.step(optimizer)
        scaler.update()
        optimizer.step()

    print(f"Epoch {epoch+1}/{num_epochs}, Loss: {loss.item()}")




torch.save(model.state_dict(), "model.pth")
